import { createHash } from "node:crypto";
import { githubDeliveries } from "@handsfree/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  findWebhookPayload,
  signGithubPayload,
  webhookIntake,
} from "../../src/entries/webhooks.ts";
import {
  db,
  eventOf,
  outcomes,
  payloadOf,
  receive,
  secret,
  store,
  useDeliveries,
} from "./deliveries.ts";

useDeliveries();

test("all 329 signed payloads of GitHub are received once and read back unchanged", async () => {
  expect(githubDeliveries).toHaveLength(329);
  const receiveAll = () =>
    Promise.all(
      githubDeliveries.map(({ event, deliveryId, body }) => {
        const headers = {
          "X-GitHub-Event": event,
          "X-GitHub-Delivery": deliveryId,
          "X-Hub-Signature-256": signGithubPayload(secret, body),
        };
        return receive(body, { headers });
      }),
    );
  const stored = await receiveAll();
  expect(outcomes(stored)).toEqual({ stored: 329 });
  expect(outcomes(await receiveAll())).toEqual({ duplicate: 329 });
  for (const [index, receipt] of stored.entries()) {
    const delivery = githubDeliveries[index];
    expect(eventOf(receipt)).toMatchObject({
      source: "github",
      eventType: delivery?.event,
      deliveryId: delivery?.deliveryId,
      signatureOk: true,
      rejection: null,
    });
    expect((await payloadOf(receipt)).toString()).toBe(delivery?.body);
  }
});

test("any bytes come back unchanged, with their length and digest", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
      const receipt = await store({ deliveryId: null, payload: bytes });
      expect(await payloadOf(receipt)).toEqual(Buffer.from(bytes));
      expect(eventOf(receipt)).toMatchObject({
        bodyBytes: bytes.length,
        bodySha256: createHash("sha256").update(bytes).digest("hex"),
      });
    }),
    { numRuns: 60 },
  );
});

test("a text is kept as UTF-8", async () => {
  for (const text of [
    '[1,"a",null,{"k":1},2.50]',
    '"\\u00e9\\ud800"',
    " {}\n",
    '{"é":"\u{1F600}"}',
  ]) {
    expect((await payloadOf(await store({ deliveryId: null, payload: text }))).toString()).toBe(
      text,
    );
  }
});

test("the stored body does not change if the caller overwrites its buffer", async () => {
  const body = Buffer.from("as it came");
  const receipt = store({ payload: body });
  body.fill("x");
  expect((await payloadOf(await receipt)).toString()).toBe("as it came");
});

test("25 MiB are accepted, and not a byte more", async () => {
  const largest = Buffer.alloc(25 * 1024 * 1024, "a");
  expect((await payloadOf(await store({ payload: largest }))).equals(largest)).toBe(true);
  const larger = Buffer.alloc(25 * 1024 * 1024 + 1);
  await expect(store({ deliveryId: "d-2", payload: larger })).rejects.toMatchObject({
    field: "payload",
    problem: "has 26214401 bytes; give at most 26214400",
  });
});

test("the limit counts bytes, applies to forged deliveries, and comes before verification", async () => {
  const intake = webhookIntake({ maximumBody: 4 });
  expect(await store({ payload: "éé", intake })).toMatchObject({ outcome: "stored" });
  await expect(store({ payload: "ééa", intake })).rejects.toMatchObject({ field: "payload" });
  const forged = { signatureOk: false, payload: "12345", intake };
  await expect(store(forged)).rejects.toMatchObject({ field: "payload" });
  const source = {
    name: "asked too early",
    verify: () => {
      throw new Error("verified");
    },
  };
  await expect(receive("12345", { source, intake })).rejects.toMatchObject({ field: "body" });
});

test("an id that is not a UUID is refused; an unknown one is not found", async () => {
  await expect(findWebhookPayload(db, "' or true --")).rejects.toMatchObject({ field: "id" });
  expect(await findWebhookPayload(db, "019a2f6e-0000-7000-8000-000000000001")).toEqual({
    outcome: "not_found",
  });
});
