import { expect, test } from "vitest";
import {
  findWebhookPayload,
  listWebhookEvents,
  type WebhookReceipt,
} from "../../src/entries/webhooks.ts";
import {
  allEvents,
  clock,
  eventOf,
  githubHeaders,
  outcomes,
  payloadOf,
  receive,
  store,
  times,
  db,
  useDeliveries,
} from "./deliveries.ts";

useDeliveries();

/** One event as GitHub sends it to a hook; the body for an App has its installation as well. */
const tell = (hookId: string | undefined, body: string): Promise<WebhookReceipt> =>
  receive(body, {
    headers: {
      ...githubHeaders(body, "72d3162e-cc78-11e3-81ab-4c9367dc0958"),
      ...(hookId !== undefined && { "X-GitHub-Hook-ID": hookId }),
    },
  });

test("a hook and an App with one delivery id are two events, each with its body", async () => {
  const ofHook = '{"action":"opened"}';
  const ofApp = '{"action":"opened","installation":{"id":7}}';
  const [first, second] = [await tell("1", ofHook), await tell("2", ofApp)];
  expect(outcomes([first, second])).toEqual({ stored: 2 });
  expect((await payloadOf(first)).toString()).toBe(ofHook);
  expect((await payloadOf(second)).toString()).toBe(ofApp);
  for (const [hook, body, of] of [
    ["1", ofHook, first],
    ["2", ofApp, second],
  ] as const) {
    expect(await tell(hook, body)).toMatchObject({
      outcome: "duplicate",
      matched: "delivery_id",
      event: { id: eventOf(of).id, duplicates: 1 },
    });
  }
  expect((await allEvents()).map(({ deliveryId }) => deliveryId)).toEqual(
    Array(2).fill("72d3162e-cc78-11e3-81ab-4c9367dc0958"),
  );
});

test("the sender's id finds the events of all its hooks", async () => {
  await store({ deliveryId: "d-1", hookId: "1" });
  await store({ deliveryId: "d-1", hookId: "2" });
  await store({ deliveryId: "d-2" });
  const found = await listWebhookEvents(db, { deliveryId: "d-1" });
  expect(found.items.map(({ deliveryId }) => deliveryId)).toEqual(["d-1", "d-1"]);
});

test("two hooks with one body under one id are two events", async () => {
  expect(outcomes([await tell("1", "{}"), await tell("2", "{}")])).toEqual({ stored: 2 });
  expect(await tell("2", "{}")).toMatchObject({ outcome: "duplicate" });
});

test("without a hook's id, as a relay may send it, a redelivery is a duplicate", async () => {
  expect(outcomes([await tell(undefined, "{}"), await tell("", "{}")])).toEqual({
    stored: 1,
    duplicate: 1,
  });
});

test("200 concurrent deliveries of one event by four hooks: four events", async () => {
  const receipts = await times(200, (n) => tell(String(n % 4), `{"hook":${n % 4}}`));
  expect(outcomes(receipts)).toEqual({ stored: 4, duplicate: 196 });
  expect((await allEvents()).map(({ duplicates }) => duplicates)).toEqual(Array(4).fill(49));
});

test("each different body under a known id and hook is an event of its own", async () => {
  const bodies = ["first", "second", "third"];
  for (const payload of bodies) {
    expect(await store({ payload, hookId: "1" })).toMatchObject({ outcome: "stored" });
  }
  clock.advance(1000);
  for (const payload of bodies) {
    const again = await store({ payload, hookId: "1" });
    expect(again).toMatchObject({ outcome: "duplicate", sameBody: true });
    expect((await payloadOf(again)).toString()).toBe(payload);
  }
  expect(await allEvents()).toHaveLength(3);
});

test("different identities have different keys, for any texts", async () => {
  const identities = [
    { hookId: "1", deliveryId: "2" },
    { hookId: "1/2", deliveryId: "2" },
    { hookId: "1", deliveryId: "2/2" },
    { hookId: null, deliveryId: "1/2" },
    { hookId: null, deliveryId: '1","2' },
    { hookId: '1","2', deliveryId: "2" },
  ];
  for (const identity of identities) {
    expect(await store(identity)).toMatchObject({ outcome: "stored" });
    expect(await store(identity)).toMatchObject({ outcome: "duplicate" });
  }
});

test.for(["", "a\0b", "\ud800", "x".repeat(1001), 7])("the hook's id %j is refused", async (id) => {
  await expect(store({ hookId: id as string })).rejects.toMatchObject({
    code: "invalid_input",
    field: "hookId",
  });
  expect(await allEvents()).toEqual([]);
});

test("an acknowledged body can be read back, even if its id was known", async () => {
  for (let n = 0; n < 40; n++) {
    const payload = `{"n":${n % 7}}`;
    const receipt = await store({ payload, hookId: String(n % 3), deliveryId: `d-${n % 2}` });
    const found = await findWebhookPayload(db, eventOf(receipt).id);
    expect(found).toEqual({ outcome: "found", payload: expect.anything() as Uint8Array });
    expect((await payloadOf(receipt)).toString()).toBe(payload);
  }
});
