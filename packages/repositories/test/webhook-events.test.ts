import type { Database } from "@handsfree/schema";
import { githubDeliveries, openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  findWebhookEvent,
  findWebhookPayload,
  listWebhookEvents,
  maximumForgedPayload,
  type NewWebhookEvent,
  signGithubPayload,
  storeWebhookEvent,
  verifyGithubSignature,
} from "../src/index.ts";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const store = (input: Partial<NewWebhookEvent> = {}) =>
  storeWebhookEvent(
    db,
    {
      source: "github",
      eventType: "push",
      deliveryId: "d-1",
      signatureOk: true,
      payload: "{}",
      ...input,
    },
    clock,
  );

const payloadText = async (id: string): Promise<string> =>
  Buffer.from((await findWebhookPayload(db, id)) ?? "").toString();

test("50 deliveries of one id at once: one row, 49 duplicates of it", async () => {
  const results = await Promise.all(Array.from({ length: 50 }, () => store()));
  expect(results.filter(({ duplicate }) => duplicate)).toHaveLength(49);
  expect(new Set(results.map(({ event }) => event.id)).size).toBe(1);
  expect((await listWebhookEvents(db)).items).toHaveLength(1);
});

test("a forged delivery cannot block the genuine one, nor the other way round", async () => {
  const forged = await store({ signatureOk: false, payload: "forged" });
  const genuine = await store({ payload: '{"genuine":true}' });
  const again = await store({ signatureOk: false, payload: "forged again" });
  expect([forged, genuine, again].map(({ duplicate }) => duplicate)).toEqual([false, false, false]);
  expect(await payloadText(genuine.event.id)).toBe('{"genuine":true}');
  expect((await store()).event.id).toBe(genuine.event.id);
  expect((await listWebhookEvents(db, { signatureOk: false })).items).toHaveLength(2);
});

test("one id of two sources is two deliveries; without an id each is a row", async () => {
  await store();
  expect(await store({ source: "gitlab" })).toMatchObject({ duplicate: false });
  await store({ deliveryId: null });
  expect(await store({ deliveryId: null })).toMatchObject({ duplicate: false });
  expect((await listWebhookEvents(db)).items).toHaveLength(4);
});

test("a body comes back to the byte, whatever its bytes", async () => {
  const bodies = [
    '[1,"a",null,{"k":1},2.50]',
    "12345678901234567890",
    '"\\u00e9\\ud800"',
    " {}\n",
  ].map((text) => Buffer.from(text));
  bodies.push(Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), Buffer.alloc(0));
  for (const [index, payload] of bodies.entries()) {
    const { event } = await store({ deliveryId: `d-${index}`, payload });
    expect(Buffer.from((await findWebhookPayload(db, event.id)) ?? "none")).toEqual(payload);
  }
});

test("all 329 payloads of GitHub's events are stored once and read back as they came", async () => {
  expect(githubDeliveries).toHaveLength(329);
  const stored = await Promise.all(
    githubDeliveries.map(({ event, deliveryId, body }) =>
      store({ eventType: event, deliveryId, payload: body }),
    ),
  );
  for (const [index, { event }] of stored.entries()) {
    expect(await payloadText(event.id)).toBe(githubDeliveries[index]?.body);
  }
});

test("of a large forged body only the metadata is kept", async () => {
  const kept = await store({ signatureOk: false, payload: Buffer.alloc(maximumForgedPayload) });
  const dropped = await store({
    signatureOk: false,
    payload: Buffer.alloc(maximumForgedPayload + 1),
  });
  expect(await findWebhookPayload(db, kept.event.id)).toHaveLength(maximumForgedPayload);
  expect(await findWebhookPayload(db, dropped.event.id)).toBeUndefined();
  expect(await findWebhookEvent(db, dropped.event.id)).toEqual(dropped.event);
});

test("a slash in a source or an id makes no two deliveries one", async () => {
  const pairs = [
    ["a", "b/c"],
    ["a/b", "c"],
    ["a~1b", "c"],
    ["a~", "b"],
    ["a", "~/b"],
  ] as const;
  for (const [source, deliveryId] of pairs) {
    expect(await store({ source, deliveryId })).toMatchObject({ duplicate: false });
    expect(await store({ source, deliveryId })).toMatchObject({ duplicate: true });
  }
});

test("a forged delivery is on record whatever its headers hold", async () => {
  const { event } = await store({
    signatureOk: false,
    eventType: "",
    deliveryId: `a\0b\ud800${"x".repeat(5000)}`,
  });
  expect(event.eventType).toBeNull();
  expect(event.deliveryId).toMatch(/^ab\ufffdx{997}$/);
});

test("listed by every filter, newest first", async () => {
  await store({ deliveryId: "d-1" });
  clock.advance(1000);
  await store({ deliveryId: "d-2", eventType: "issues" });
  clock.advance(1000);
  const late = clock.now();
  await store({ deliveryId: "d-3", source: "gitlab" });
  const ids = async (filter: object): Promise<unknown[]> =>
    (await listWebhookEvents(db, filter)).items.map(({ deliveryId }) => deliveryId);
  expect(await ids({})).toEqual(["d-3", "d-2", "d-1"]);
  expect(await ids({ source: "github" })).toEqual(["d-2", "d-1"]);
  expect(await ids({ eventType: "issues" })).toEqual(["d-2"]);
  expect(await ids({ signatureOk: false })).toEqual([]);
  expect(await ids({ since: late })).toEqual(["d-3"]);
  expect(await ids({ until: late, limit: 1 })).toEqual(["d-2"]);
});

test("an id that is no UUID is refused; one that is not there is undefined", async () => {
  await expect(findWebhookEvent(db, "1")).rejects.toMatchObject({ field: "id" });
  await expect(findWebhookPayload(db, "' or true --")).rejects.toMatchObject({ field: "id" });
  expect(await findWebhookEvent(db, "019a2f6e-0000-7000-8000-000000000001")).toBeUndefined();
  expect(await findWebhookPayload(db, "019a2f6e-0000-7000-8000-000000000001")).toBeUndefined();
});

test("GitHub's own example verifies", () => {
  // The values of "Testing the webhook payload validation" in GitHub's documentation.
  const header = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
  const body = Buffer.from("Hello, World!");
  expect(verifyGithubSignature("It's a Secret to Everybody", body, header)).toBe(true);
  expect(signGithubPayload("It's a Secret to Everybody", body)).toBe(header);
});

test.for([
  undefined,
  "",
  "sha256=",
  "sha1=757107ea0eb2509fc211221cce984b8a37570b6d",
  `sha256=${"0".repeat(64)}`,
  `sha256=${"g".repeat(64)}`,
  "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e170",
])("the signature %j does not", (header) => {
  expect(
    verifyGithubSignature("It's a Secret to Everybody", Buffer.from("Hello, World!"), header),
  ).toBe(false);
});

test("nothing verifies against an empty secret", () => {
  const body = Buffer.from("{}");
  expect(verifyGithubSignature("", body, signGithubPayload("", body))).toBe(false);
});
