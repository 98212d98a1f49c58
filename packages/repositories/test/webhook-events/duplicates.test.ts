import { inTransaction } from "@handsfree/query";
import { expect, test } from "vitest";
import { findWebhookEvent, storeWebhookEvent } from "../../src/entries/webhooks.ts";
import {
  allEvents,
  clock,
  db,
  eventOf,
  outcomes,
  store,
  times,
  useDeliveries,
} from "./deliveries.ts";

useDeliveries();

test("200 deliveries of one id at once: one event, 199 duplicates counted on it", async () => {
  const receipts = await times(200, () => store());
  expect(outcomes(receipts)).toEqual({ stored: 1, duplicate: 199 });
  expect(new Set(receipts.map((receipt) => eventOf(receipt).id)).size).toBe(1);
  expect(await allEvents()).toMatchObject([{ duplicates: 199, lastDuplicateAt: clock.now() }]);
});

test("20 deliveries ten times each at once: each is counted on its own", async () => {
  await times(200, (index) => store({ deliveryId: `d-${index % 20}` }));
  const events = await allEvents();
  expect(events.map(({ duplicates }) => duplicates)).toEqual(Array(20).fill(9));
});

test("a duplicate sets its time on the first event, and changes nothing else", async () => {
  const first = eventOf(await store());
  expect(first).toMatchObject({ duplicates: 0, lastDuplicateAt: null });
  clock.advance(5000);
  const again = await store({ eventType: "issues" });
  const counted = { ...first, duplicates: 1, lastDuplicateAt: clock.now() };
  expect(again).toEqual({
    outcome: "duplicate",
    event: counted,
    matched: "delivery_id",
    sameBody: true,
  });
  expect(await findWebhookEvent(db, first.id)).toEqual(counted);
});

test("one id of two sources is two deliveries; without an id each is an event", async () => {
  await store();
  expect(await store({ source: "gitlab" })).toMatchObject({ outcome: "stored" });
  await store({ deliveryId: null });
  expect(await store({ deliveryId: null })).toMatchObject({ outcome: "stored" });
  expect(await allEvents()).toHaveLength(4);
});

test("a slash in a source or an id does not merge two deliveries", async () => {
  const pairs = [
    ["a", "b/c"],
    ["a/b", "c"],
    ["a~1b", "c"],
    ["a~", "b"],
    ["a", "~/b"],
  ] as const;
  for (const [source, deliveryId] of pairs) {
    expect(await store({ source, deliveryId })).toMatchObject({ outcome: "stored" });
    expect(await store({ source, deliveryId })).toMatchObject({ outcome: "duplicate" });
  }
});

test("a failed transaction of the caller rolls the event back", async () => {
  const delivery = {
    source: "github",
    deliveryId: "d-1",
    signatureOk: true,
    payload: "{}",
  } as const;
  const failing = inTransaction(db, async (transaction) => {
    expect(await storeWebhookEvent(transaction, delivery, clock)).toMatchObject({
      outcome: "stored",
    });
    expect(await storeWebhookEvent(transaction, delivery, clock)).toMatchObject({
      outcome: "duplicate",
      event: { duplicates: 1 },
    });
    throw new Error("taken back");
  });
  await expect(failing).rejects.toThrow("taken back");
  expect(await allEvents()).toEqual([]);
});

test.for([
  [{ source: "" }, "source"],
  [{ source: "s".repeat(1001) }, "source"],
  [{ deliveryId: "" }, "deliveryId"],
  [{ deliveryId: "\ud800" }, "deliveryId"],
  [{ eventType: "a\0b" }, "eventType"],
  [{ payload: "\ud800" }, "payload"],
  [{ signatureOk: false, rejection: "SECRET value" }, "rejection"],
] as const)("%j is refused, the error names %s, and nothing is stored", async ([input, field]) => {
  const error: unknown = await store(input).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "invalid_input", field });
  expect(String(error)).not.toContain("SECRET");
  expect(await allEvents()).toEqual([]);
});
