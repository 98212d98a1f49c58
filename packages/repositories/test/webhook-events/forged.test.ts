import { expect, test, vi } from "vitest";
import {
  countWebhookRejections,
  findWebhookEvent,
  findWebhookPayload,
  listWebhookEvents,
  storeWebhookEvent,
  webhookIntake,
} from "../../src/entries/webhooks.ts";
import {
  allEvents,
  clock,
  db,
  eventOf,
  outcomes,
  payloadOf,
  store,
  times,
  useDeliveries,
} from "./deliveries.ts";

useDeliveries();

const since = new Date(0);
const forge = (input: object = {}) => store({ signatureOk: false, payload: "forged", ...input });

test("a forged and a genuine delivery do not block each other", async () => {
  const forged = await forge();
  const genuine = await store({ payload: '{"genuine":true}' });
  const again = await forge({ payload: "forged again" });
  expect([forged, genuine, again].map(({ outcome }) => outcome)).toEqual([
    "rejected",
    "stored",
    "rejected",
  ]);
  expect((await payloadOf(genuine)).toString()).toBe('{"genuine":true}');
  expect(await store({ payload: '{"genuine":true}' })).toMatchObject({
    outcome: "duplicate",
    event: { id: eventOf(genuine).id },
  });
  expect((await listWebhookEvents(db, { signatureOk: false })).items).toHaveLength(2);
});

test("100 forged and 100 genuine concurrent deliveries of one id: one genuine event", async () => {
  const receipts = await times(200, (index) => (index % 2 === 0 ? forge() : store()));
  expect(outcomes(receipts)).toEqual({ rejected: 100, stored: 1, duplicate: 99 });
});

test("a forged delivery is stored with its reason, and is never due", async () => {
  const { id } = eventOf(await forge({ rejection: "stale_timestamp" }));
  expect(await findWebhookEvent(db, id)).toMatchObject({
    signatureOk: false,
    rejection: "stale_timestamp",
  });
  const row = db.selectFrom("webhook_events").selectAll().where("id", "=", id);
  expect(await row.executeTakeFirst()).toMatchObject({
    state: "rejected",
    next_attempt_at: null,
    owned_delivery: null,
    owned_body: null,
  });
});

test("only the metadata of a large forged body is kept", async () => {
  const kept = await forge({ payload: Buffer.alloc(64 * 1024) });
  const large = await forge({ payload: Buffer.alloc(64 * 1024 + 1) });
  expect(await payloadOf(kept)).toHaveLength(64 * 1024);
  const { id } = eventOf(large);
  expect(await findWebhookPayload(db, id)).toEqual({ outcome: "not_kept" });
  expect(await findWebhookEvent(db, id)).toMatchObject({ bodyBytes: 64 * 1024 + 1 });
  const intake = webhookIntake({ maximumForgedBody: 3 });
  expect(await payloadOf(await forge({ payload: "abc", intake }))).toHaveLength(3);
  const { id: four } = eventOf(await forge({ payload: "abcd", intake }));
  expect(await findWebhookPayload(db, four)).toEqual({ outcome: "not_kept" });
});

test("200 concurrent forged deliveries with a limit of 50 an hour: 50 events, 150 counted", async () => {
  const intake = webhookIntake({ forgedPerHour: 50 });
  const receipts = await times(200, () => forge({ intake }));
  expect(outcomes(receipts)).toEqual({ rejected: 50, dropped: 150 });
  expect(await allEvents()).toHaveLength(50);
  const hour = new Date("2026-03-01T12:00:00Z");
  expect(await countWebhookRejections(db, { since })).toEqual([
    { source: "github", hour, kept: 50, dropped: 150 },
  ]);
});

test("deliveries of several sources and limits that come together: each limit is exact", async () => {
  const intakes = [0, 1, 20, 1000].map((forgedPerHour) => webhookIntake({ forgedPerHour }));
  const receipts = await times(200, (n) =>
    forge({ source: `source ${n % 4}`, intake: intakes[n % 4] }),
  );
  const counts = await countWebhookRejections(db, { since });
  expect(counts.map(({ source, kept, dropped }) => [source, kept, dropped])).toEqual([
    ["source 0", 0, 50],
    ["source 1", 1, 49],
    ["source 2", 20, 30],
    ["source 3", 50, 0],
  ]);
  expect(outcomes(receipts)).toEqual({ rejected: 71, dropped: 129 });
  const stored = (await allEvents()).map(({ id }) => id);
  const kept = receipts.flatMap((receipt) => ("event" in receipt ? [receipt.event.id] : []));
  expect(stored.toSorted()).toEqual(kept.toSorted());
});

test("a limit that is lower in the middle of an hour stops what is over it", async () => {
  const keep = async (forgedPerHour: number, count: number) =>
    outcomes(await times(count, () => forge({ intake: webhookIntake({ forgedPerHour }) })));
  expect(await keep(10, 8)).toEqual({ rejected: 8 });
  expect(await keep(3, 5)).toEqual({ dropped: 5 });
  expect(await keep(10, 5)).toEqual({ rejected: 2, dropped: 3 });
});

test("200 concurrent forged deliveries are counted by a few updates", async () => {
  const executor = Object.getPrototypeOf(db.getExecutor()) as {
    compileQuery: (...given: unknown[]) => { readonly sql: string };
  };
  const compile = vi.spyOn(executor, "compileQuery");
  await times(200, () => forge());
  const texts = compile.mock.results.map(({ value }) => (value as { sql: string }).sql);
  compile.mockRestore();
  const updates = texts.filter((text) => text.startsWith('update "webhook_rejection_counts"'));
  expect(updates.length).toBeGreaterThan(0);
  expect(updates.length).toBeLessThan(20);
});

test("a delivery that cannot be stored is not counted, and does not hinder the others", async () => {
  const { id } = eventOf(await forge());
  const context = (newId: () => string) => ({ now: clock.now, newId });
  const forged = { source: "github", signatureOk: false, payload: "forged" } as const;
  const outcomesOf = await Promise.allSettled(
    Array.from({ length: 30 }, (_, n) =>
      storeWebhookEvent(db, forged, n === 17 ? context(() => id) : clock),
    ),
  );
  const failed = outcomesOf.flatMap(({ status }, n) => (status === "rejected" ? [n] : []));
  expect(failed).toEqual([17]);
  expect(await countWebhookRejections(db, { since })).toMatchObject([{ kept: 30, dropped: 0 }]);
  expect(await allEvents()).toHaveLength(30);
});

test("each hour of the clock and each source has its own count", async () => {
  const intake = webhookIntake({ forgedPerHour: 1 });
  clock.advance(3_599_999);
  expect(await forge({ intake })).toMatchObject({ outcome: "rejected" });
  expect(await forge({ intake, rejection: "missing_id" })).toEqual({
    outcome: "dropped",
    rejection: "missing_id",
  });
  expect(await forge({ intake, source: "a/b" })).toMatchObject({ outcome: "rejected" });
  clock.advance(1);
  expect(await forge({ intake })).toMatchObject({ outcome: "rejected" });
  expect(await countWebhookRejections(db, { since: clock.now() })).toMatchObject([
    { source: "github", kept: 1, dropped: 0 },
  ]);
  expect(await countWebhookRejections(db, { since, source: "a/b" })).toHaveLength(1);
  expect(await countWebhookRejections(db, { since })).toMatchObject([
    { source: "github", kept: 1, dropped: 0 },
    { source: "a/b", kept: 1, dropped: 0 },
    { source: "github", kept: 1, dropped: 1 },
  ]);
});

test("with a limit of 0 forged deliveries are only counted, and genuine ones are stored", async () => {
  const intake = webhookIntake({ forgedPerHour: 0 });
  expect(outcomes(await times(5, () => forge({ intake })))).toEqual({ dropped: 5 });
  expect(await store({ intake })).toMatchObject({ outcome: "stored" });
});

test("a rolled-back transaction of the caller removes the count with the event", async () => {
  const failing = db.transaction().execute(async (transaction) => {
    const forged = { source: "github", signatureOk: false, payload: "" } as const;
    expect(await storeWebhookEvent(transaction, forged, clock)).toMatchObject({
      outcome: "rejected",
    });
    throw new Error("taken back");
  });
  await expect(failing).rejects.toThrow("taken back");
  expect(await countWebhookRejections(db, { since })).toEqual([]);
});

test("a forged delivery with any headers is stored", async () => {
  const event = eventOf(
    await forge({ eventType: "", deliveryId: `a\0b\ud800${"x".repeat(5000)}` }),
  );
  expect(event.eventType).toBeNull();
  expect(event.deliveryId).toMatch(/^ab\ufffdx{997}$/);
});
