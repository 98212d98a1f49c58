import type { KyselyPlugin } from "kysely";
import fc from "fast-check";
import { expect, inject, test, vi } from "vitest";
import {
  storeWebhookEvent,
  type WebhookEvent,
  type WebhookReceipt,
  webhookIntake,
} from "../../src/entries/webhooks.ts";
import type { GenuineDelivery } from "../../src/webhook-events/delivery-decisions.ts";
import { toEventRow } from "../../src/webhook-events/event-row.ts";
import { sharedDeliveriesOf } from "../../src/webhook-events/shared-deliveries.ts";
import { Crash, failingFrom } from "../failing-database.ts";
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

test("callers at once share a few transactions, with repetitions counted in the same ones", async () => {
  await store({ deliveryId: "before" });
  const run = vi.spyOn(sharedDeliveriesOf(db), "run");
  const receipts = await times(200, (index) =>
    store({ deliveryId: index % 10 === 9 ? `d-${index - 1}` : `d-${index}` }),
  );
  expect(outcomes(receipts)).toEqual({ stored: 180, duplicate: 20 });
  expect(run.mock.calls.length).toBeLessThan(8);
  const counts = (await allEvents()).map(({ duplicates }) => duplicates);
  expect(counts.filter((count) => count === 1)).toHaveLength(20);
});

test("a lone delivery is one statement", async () => {
  await store({ deliveryId: "before" });
  const kinds: string[] = [];
  const recorder: KyselyPlugin = {
    transformQuery: ({ node }) => {
      kinds.push(node.kind);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const delivery = { source: "github", signatureOk: true, payload: "{}" } as const;
  const recorded = db.withPlugin(recorder);
  for (const deliveryId of ["d-1", "d-2"]) {
    kinds.length = 0;
    const receipt = await storeWebhookEvent(recorded, { ...delivery, deliveryId }, clock);
    expect(receipt).toMatchObject({ outcome: "stored" });
  }
  // The first one looks for rows of earlier releases as well.
  expect(kinds).toEqual(["InsertQueryNode"]);
});

test("redeliveries among new deliveries at once: each is counted, and none of the others fails", async () => {
  const old = await times(30, (index) => store({ deliveryId: `old-${index}` }));
  for (let round = 1; round <= 3; round++) {
    const receipts = await times(120, (index) =>
      store({
        deliveryId: index % 4 === 0 ? `old-${index / 4}` : `new-${round}-${index}`,
      }),
    );
    expect(outcomes(receipts)).toEqual({ stored: 90, duplicate: 30 });
    const again = receipts.filter((_, index) => index % 4 === 0).map(eventOf);
    expect(again.map(({ id }) => id)).toEqual(old.map((receipt) => eventOf(receipt).id));
    expect(again.map(({ duplicates }) => duplicates)).toEqual(Array(30).fill(round));
  }
});

test("a delivery that fails leaves the others of its transaction", async () => {
  const { id } = eventOf(await store({ deliveryId: "before" }));
  const delivery = { source: "github", signatureOk: true, payload: "{}" } as const;
  const settled = await Promise.allSettled(
    Array.from({ length: 60 }, (_, index) =>
      storeWebhookEvent(
        db,
        { ...delivery, deliveryId: `d-${index}` },
        { now: clock.now, newId: () => (index === 41 ? id : clock.newId()) },
      ),
    ),
  );
  const failed = settled.flatMap(({ status }, index) => (status === "rejected" ? [index] : []));
  // On PostgreSQL an id that exists already is a conflict like a key that exists already.
  expect(failed).toEqual([41]);
  expect(await allEvents()).toHaveLength(60);
});

test("a crash between the statements leaves nothing", async () => {
  await store({ deliveryId: "d-1", intake });
  clock.advance(60_000);
  const input = { source: "github", deliveryId: "d-2", signatureOk: true, payload: "{}", intake };
  const crashesAt = (statement: number): Promise<boolean> =>
    storeWebhookEvent(failingFrom(db, statement), { ...input, signatureOk: true }, clock).then(
      () => false,
      (error: unknown) => error instanceof Crash,
    );
  const before = await allEvents();
  let statement = 1;
  for (; await crashesAt(statement); statement++) expect(await allEvents()).toEqual(before);
  expect(statement).toBeGreaterThan(3);
  // The new event owns the body now.
  expect(await store({ deliveryId: "d-3", intake })).toMatchObject({ outcome: "duplicate" });
});

const anyDelivery = fc.record({
  id: fc.constantFrom(null, "1", "1", "2", "3"),
  body: fc.constantFrom("a", "a", "b"),
  isWindowed: fc.boolean(),
  /** How far the clock goes before the delivery, in milliseconds. */
  after: fc.constantFrom(0, 0, 1, 30_000, 59_999, 60_000),
});

test("deliveries in one transaction have the outcomes that they have one after the other", async () => {
  let history = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyDelivery, { minLength: 2, maxLength: 12 }), async (deliveries) => {
      history++;
      const [alone, together] = [`alone ${history}`, `together ${history}`];
      const expected: unknown[] = [];
      const shared: GenuineDelivery[] = [];
      for (const { id: deliveryId, body, isWindowed, after } of deliveries) {
        clock.advance(after);
        const own = isWindowed ? intake : webhookIntake();
        const input = { deliveryId, payload: body, intake: own };
        expected.push(told(await store({ ...input, source: alone })));
        const delivery = {
          source: together,
          eventType: "push",
          deliveryId,
          rejection: null,
          headers: new Map(),
          body: Buffer.from(body),
        };
        shared.push({
          row: toEventRow(delivery, own, clock),
          window: own.bodyWindowSeconds,
          looks: true,
        });
      }
      const half = shared.length >> 1;
      const receipts: unknown[] = [];
      for (const some of [shared.slice(0, half), shared.slice(half)]) {
        const served = await db
          .transaction()
          .execute((transaction) => sharedDeliveriesOf(db).run(transaction, some));
        receipts.push(...served.map((receipt) => receipt && told(receipt)));
      }
      expect(receipts).toEqual(expected);
      expect(await eventsOf(together)).toEqual(await eventsOf(alone));
    }),
    { numRuns: inject("depth") === "deep" ? 80 : 20 },
  );
});

/** What can be compared between two sources. */
const comparable = (event: WebhookEvent): unknown => ({ ...event, id: "", source: "" });

function told(receipt: WebhookReceipt): unknown {
  return { ...receipt, event: comparable(eventOf(receipt)) };
}

async function eventsOf(source: string): Promise<unknown[]> {
  const rows = await db
    .selectFrom("webhook_events")
    .select(["delivery_id", "body_sha256", "duplicates", "last_duplicate_at", "received_at"])
    .select((row) => row("owned_body", "is not", null).as("owns_body"))
    .where("source", "=", source)
    .orderBy("received_at")
    .orderBy("id")
    .execute();
  return rows;
}
