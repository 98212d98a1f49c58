import { DatabaseError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock, TestTime } from "@handsfree/testkit";
import { type Kysely, type QueryExecutor, sql } from "kysely";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  claimWebhookEvents,
  findWebhookPayload,
  type HandleWebhookEvent,
  processWebhookEvents,
  type WebhookProcessing,
} from "../../src/entries/webhooks.ts";
import { leaseLimits } from "../../src/index.ts";
import { getEvent, historyOf, storeEvents } from "./inbox-fixture.ts";

/** The lease of a claim that gives no other length, in milliseconds. */
const leaseTime = leaseLimits.default * 1000;

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

/** Waits that the test ends, or an aborted signal. */
class Waits {
  readonly #waiting: { readonly milliseconds: number; readonly end: () => void }[] = [];
  readonly #arrived: (() => void)[] = [];

  readonly wait = async (milliseconds: number, signal: AbortSignal): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => resolve(), { once: true });
    this.#waiting.push({ milliseconds, end: resolve });
    for (const arrived of this.#arrived.splice(0)) arrived();
    await (signal.aborted ? undefined : promise);
  };

  /** Ends the next wait of this length, even before it begins. */
  async pass(milliseconds: number): Promise<void> {
    for (;;) {
      const index = this.#waiting.findIndex((one) => one.milliseconds === milliseconds);
      if (index !== -1) return this.#waiting.splice(index, 1)[0]?.end();
      await new Promise<void>((resolve) => void this.#arrived.push(resolve));
    }
  }
}

/** A runner that the test can stop; `idle` resolves when nothing is due. */
function start(handle: HandleWebhookEvent, options: Partial<WebhookProcessing> = {}) {
  const waits = new Waits();
  const stop = new AbortController();
  const ended = processWebhookEvents(
    db,
    { worker: "runner", handle, signal: stop.signal, wait: waits.wait, ...options },
    clock,
  );
  return { waits, stop: () => stop.abort(), ended, idle: () => waits.pass(1000) };
}

test("handles each event once, with its body, and reports the outcome", async () => {
  const [done = "", ignored = "", failed = "", thrown = "", hopeless = ""] = await storeEvents(
    db,
    clock,
    5,
  );
  const bodies: unknown[] = [];
  const runner = start(async (event, { attempt, payload }) => {
    expect(attempt).toBe(1);
    bodies.push(await payload());
    switch (event.id) {
      case ignored:
        return { outcome: "ignored", reason: "not ours" };
      case failed:
        return { outcome: "failed", error: "no" };
      case hopeless:
        return { outcome: "failed", error: "never", retry: false };
      case thrown:
        throw new Error(`Bearer ${"s".repeat(40)}`);
      default:
        return undefined;
    }
  });
  await runner.idle();
  runner.stop();
  await runner.ended;
  const body = await findWebhookPayload(db, done);
  expect(bodies).toEqual([body, body, body, body, body]);
  expect(await historyOf(db, done)).toEqual(["claimed 1", "processed 1"]);
  expect(await getEvent(db, ignored)).toMatchObject({ state: "ignored" });
  expect(await getEvent(db, failed)).toMatchObject({ state: "failed", lastError: "no" });
  expect(await getEvent(db, thrown)).toMatchObject({
    state: "failed",
    lastError: "Error: Bearer [redacted]",
  });
  expect(await getEvent(db, hopeless)).toMatchObject({ state: "dead", lastError: "never" });
});

test("never exceeds its concurrency, and handles all events", async () => {
  const ids = await storeEvents(db, clock, 20);
  let now = 0;
  let most = 0;
  const handled: string[] = [];
  const runner = start(
    async ({ id }) => {
      most = Math.max(most, ++now);
      await db.selectFrom("webhook_events").select("id").execute();
      handled.push(id);
      now--;
    },
    { concurrency: 3 },
  );
  await runner.idle();
  while (handled.length < 20) await runner.idle();
  runner.stop();
  await runner.ended;
  expect(most).toBe(3);
  expect(handled.toSorted()).toEqual(ids);
});

test("claims events again after the poll interval", async () => {
  const handled: string[] = [];
  const runner = start(async ({ id }) => void handled.push(id));
  await runner.idle();
  const [id] = await storeEvents(db, clock);
  await runner.idle();
  await runner.idle();
  runner.stop();
  await runner.ended;
  expect(handled).toEqual([id]);
});

test("renews the lease of a slow handler", async () => {
  const [id = ""] = await storeEvents(db, clock);
  const release = Promise.withResolvers<void>();
  const runner = start(() => release.promise);
  for (let beat = 1; beat <= 5; beat++) {
    await runner.waits.pass(leaseTime / 3);
    // The next wait begins when the heartbeat is done.
    clock.advance(leaseTime / 3);
  }
  await runner.waits.pass(leaseTime / 3);
  expect(await claimWebhookEvents(db, { worker: "other" }, clock)).toEqual([]);
  release.resolve();
  runner.stop();
  await runner.ended;
  expect(await historyOf(db, id)).toEqual(["claimed 1", "processed 1"]);
});

test("aborts a handler whose lease is lost, and leaves the event to the new worker", async () => {
  const [id = ""] = await storeEvents(db, clock);
  const started = Promise.withResolvers<void>();
  const runner = start(async (_event, { signal }) => {
    started.resolve();
    await new Promise((resolve) => {
      signal.addEventListener("abort", resolve);
    });
    expect(signal.reason).toEqual(new Error("the lease of this event is lost"));
  });
  await started.promise;
  clock.advance(leaseTime);
  const [other] = await claimWebhookEvents(db, { worker: "other" }, clock);
  expect(other).toMatchObject({ event: { id } });
  await runner.waits.pass(leaseTime / 3);
  runner.stop();
  await runner.ended;
  expect(await getEvent(db, id)).toEqual(other?.event);
});

test("aborts a handler whose lease expires while heartbeats fail", async () => {
  const [id = ""] = await storeEvents(db, clock);
  const time = new TestTime();
  const started = Promise.withResolvers<AbortSignal>();
  const release = Promise.withResolvers<void>();
  const stop = new AbortController();
  const handle: HandleWebhookEvent = async (_event, { signal }) => {
    started.resolve(signal);
    await release.promise;
  };
  const ended = processWebhookEvents(db, { worker: "runner", handle, signal: stop.signal }, time);
  const lost = await started.promise;
  // Heartbeats wait for this lock, as for a lost server.
  const writer = await db.startTransaction().execute();
  await writer
    .updateTable("webhook_events")
    .set({ last_error: "x" })
    .where("id", "=", id)
    .execute();
  time.advance(leaseTime - 1);
  expect(lost.aborted).toBe(false);
  time.advance(1);
  expect(lost.aborted).toBe(true);
  await writer.rollback().execute();
  stop.abort();
  release.resolve();
  await ended;
  expect(time.timers).toBe(0);
});

test("repeats a claim that the database could not answer", async () => {
  // A transaction has an executor of its own.
  const executors = Object.getPrototypeOf(db.getExecutor()) as QueryExecutor;
  const unavailable = new DatabaseError("database_unavailable", "no answer", { retryable: true });
  const [id] = await storeEvents(db, clock);
  const outage = vi.spyOn(executors, "executeQuery").mockRejectedValue(unavailable);
  const handled: string[] = [];
  const runner = start(async (event) => void handled.push(event.id));
  await vi.waitUntil(() => outage.mock.calls.length > 0, { interval: 1 });
  outage.mockRestore();
  await runner.idle();
  await runner.idle();
  runner.stop();
  await runner.ended;
  expect(handled).toEqual([id]);
});

test("refuses a transaction, which ends before a lease does", async () => {
  const handle = (): Promise<void> => Promise.resolve();
  const { signal } = new AbortController();
  const refused = db
    .transaction()
    .execute((within) => processWebhookEvents(within, { worker: "w", handle, signal }, clock));
  await expect(refused).rejects.toMatchObject({ code: "invalid_input", field: "db" });
});

test("finishes the events in progress when it is stopped, and claims no more", async () => {
  const [first = "", second = ""] = await storeEvents(db, clock, 2);
  const started = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const runner = start(
    async () => {
      started.resolve();
      await release.promise;
    },
    { concurrency: 1 },
  );
  await started.promise;
  runner.stop();
  release.resolve();
  await runner.ended;
  expect(await getEvent(db, first)).toMatchObject({ state: "processed" });
  expect(await historyOf(db, second)).toEqual([]);
});

test("releases events whose claim ended after it was stopped", async () => {
  const [id = ""] = await storeEvents(db, clock);
  const stop = new AbortController();
  // The claim asks for the id of its record last, just before it is stored.
  const stopping = { now: clock.now, newId: () => (stop.abort(), clock.newId()) };
  const handle = (): Promise<never> => Promise.reject(new Error("was called"));
  await processWebhookEvents(db, { worker: "runner", handle, signal: stop.signal }, stopping);
  expect(await historyOf(db, id)).toEqual(["claimed 1", "released 1"]);
  expect(await getEvent(db, id)).toMatchObject({ state: "received", attempts: 0 });
});

test("throws the database's error after the events in progress are finished", async () => {
  await storeEvents(db, clock, 2);
  let handled = 0;
  const runner = start(
    async () => {
      handled++;
      await sql`alter table webhook_transitions rename to elsewhere`.execute(db);
    },
    { concurrency: 1 },
  );
  await expect(runner.ended).rejects.toMatchObject({ name: "DatabaseError" });
  expect(handled).toBe(1);
});

test.for([0, 101, 1.5])("a concurrency of %d is refused", async (concurrency) => {
  const handle = (): Promise<void> => Promise.resolve();
  await expect(start(handle, { concurrency }).ended).rejects.toMatchObject({
    field: "concurrency",
  });
});
