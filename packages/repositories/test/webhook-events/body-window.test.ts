import fc from "fast-check";
import { inTransaction } from "@handsfree/query";
import { expect, test, inject } from "vitest";
import { findWebhookEvent, storeWebhookEvent, webhookIntake } from "../../src/entries/webhooks.ts";
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

const intake = webhookIntake({ bodyWindowSeconds: 60 });

test("without a window, equal bodies with different ids are different events", async () => {
  const receipts = await times(10, (index) => store({ deliveryId: `d-${index}`, payload: "same" }));
  expect(outcomes(receipts)).toEqual({ stored: 10 });
});

test("200 ids with one body at once: one event, 199 duplicates counted on it", async () => {
  const receipts = await times(200, (index) => store({ deliveryId: `d-${index}`, intake }));
  expect(outcomes(receipts)).toEqual({ stored: 1, duplicate: 199 });
  expect(await allEvents()).toMatchObject([{ duplicates: 199 }]);
  expect(receipts.find(({ outcome }) => outcome === "duplicate")).toMatchObject({
    matched: "body",
    sameBody: true,
  });
});

test("200 concurrent deliveries of 20 ids and 10 bodies: ten events, every other delivery counted once", async () => {
  const receipts = await times(200, (index) =>
    store({ deliveryId: `d-${index % 20}`, payload: `body ${index % 10}`, intake }),
  );
  expect(outcomes(receipts)).toEqual({ stored: 10, duplicate: 190 });
  const counts = (await allEvents()).map(({ duplicates }) => duplicates);
  expect(counts).toEqual(Array(10).fill(19));
});

test("200 concurrent deliveries after the window: one new event owns the body", async () => {
  const old = eventOf(await store({ deliveryId: "old", intake }));
  clock.advance(60_000);
  const receipts = await times(200, (index) => store({ deliveryId: `d-${index}`, intake }));
  expect(outcomes(receipts)).toEqual({ stored: 1, duplicate: 199 });
  const [winner] = new Set(receipts.map((receipt) => eventOf(receipt).id));
  expect(await findWebhookEvent(db, winner ?? "")).toMatchObject({ duplicates: 199 });
  expect(await findWebhookEvent(db, old.id)).toEqual(old);
});

test("a window begins at the first receipt, and its end is exclusive", async () => {
  const first = eventOf(await store({ deliveryId: "d-1", intake }));
  clock.advance(59_999);
  expect(await store({ deliveryId: "d-2", intake })).toMatchObject({ event: { id: first.id } });
  clock.advance(1);
  expect(await store({ deliveryId: "d-3", intake })).toMatchObject({ outcome: "stored" });
  // The id stays on record after the window.
  expect(await store({ deliveryId: "d-1", intake })).toMatchObject({
    matched: "delivery_id",
    event: { id: first.id, duplicates: 2 },
  });
});

test("equal bodies of two sources, or of a forged and a genuine delivery, are different events", async () => {
  const forged = { deliveryId: "d-0", signatureOk: false, intake };
  expect(await store(forged)).toMatchObject({ outcome: "rejected" });
  expect(await store({ deliveryId: "d-1", intake })).toMatchObject({ outcome: "stored" });
  const elsewhere = { source: "gitlab", deliveryId: "d-1", intake };
  expect(await store(elsewhere)).toMatchObject({ outcome: "stored" });
  expect(await store(forged)).toMatchObject({ outcome: "rejected" });
});

test("a window applies to deliveries without an id", async () => {
  expect(await store({ deliveryId: null, intake })).toMatchObject({ outcome: "stored" });
  expect(await store({ deliveryId: null, intake })).toMatchObject({ outcome: "duplicate" });
});

test("in the caller's transaction, a new event can take over a body", async () => {
  await store({ deliveryId: "d-1", intake });
  clock.advance(60_000);
  const delivery = { source: "github", signatureOk: true, payload: "{}", intake } as const;
  const seen = await inTransaction(db, async (transaction) => [
    await storeWebhookEvent(transaction, { ...delivery, deliveryId: "d-2" }, clock),
    await storeWebhookEvent(transaction, { ...delivery, deliveryId: "d-3" }, clock),
  ]);
  expect(outcomes(seen)).toEqual({ stored: 1, duplicate: 1 });
});

test("for any sequence of deliveries, an event is stored only if its id with its body, and its body within the window, are new", async () => {
  const delivery = fc.record({
    id: fc.option(fc.integer({ min: 0, max: 4 })),
    body: fc.integer({ min: 0, max: 3 }),
    after: fc.constantFrom(0, 1, 29_999, 30_000, 59_999, 60_000, 60_001),
  });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(delivery, { maxLength: 15 }), async (deliveries) => {
      const source = `source ${run++}`;
      const ids = new Map<string, string>();
      const bodies = new Map<number, { id: string; at: number }>();
      for (const { id, body, after } of deliveries) {
        clock.advance(after);
        const now = clock.now().getTime();
        const owner = bodies.get(body);
        const byBody = owner && now < owner.at + 60_000 ? owner.id : undefined;
        const first = (id === null ? undefined : ids.get(`${id}/${body}`)) ?? byBody;
        const deliveryId = id === null ? null : String(id);
        const receipt = await store({ source, deliveryId, payload: `body ${body}`, intake });
        const event = eventOf(receipt);
        expect([receipt.outcome, event.id]).toEqual(
          first === undefined ? ["stored", event.id] : ["duplicate", first],
        );
        if (first !== undefined) continue;
        if (id !== null) ids.set(`${id}/${body}`, event.id);
        bodies.set(body, { id: event.id, at: now });
      }
    }),
    { numRuns: inject("depth") === "deep" ? 60 : 20 },
  );
});
