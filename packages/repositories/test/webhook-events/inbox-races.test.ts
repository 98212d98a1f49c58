import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  claimWebhookEvents,
  failWebhookEvent,
  heartbeatWebhookEvent,
  releaseWebhookEvent,
  replayWebhookEvent,
  reviveWebhookEvent,
  succeedWebhookEvent,
} from "../../src/entries/webhooks.ts";
import { claimOne, historyOf, storeEvents } from "./inbox-fixture.ts";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const workers = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `worker-${index}`);

test("200 workers claim 300 events: each event once", async () => {
  const ids = await storeEvents(db, clock, 300);
  const work = async (worker: string): Promise<string[]> => {
    const had: string[] = [];
    for (;;) {
      const claimed = await claimWebhookEvents(db, { worker, limit: 2 }, clock);
      if (claimed.length === 0) return had;
      had.push(...claimed.map(({ event }) => event.id));
    }
  };
  const all = (await Promise.all(workers(200).map(work))).flat();
  expect(all.toSorted()).toEqual(ids.toSorted());
  const records = await db.selectFrom("webhook_transitions").selectAll().execute();
  expect(records.map(({ event_id: id }) => id).toSorted()).toEqual(ids.toSorted());
  expect(new Set(records.map(({ transition }) => transition))).toEqual(new Set(["claimed"]));
});

test("200 concurrent workers and 50 expired leases: each event is taken over once", async () => {
  const ids = await storeEvents(db, clock, 50);
  await claimWebhookEvents(db, { worker: "first", limit: 50 }, clock);
  clock.advance(60_000);
  const claims = await Promise.all(
    workers(200).map((worker) => claimWebhookEvents(db, { worker }, clock)),
  );
  expect(
    claims
      .flat()
      .map(({ event }) => event.id)
      .toSorted(),
  ).toEqual(ids.toSorted());
  expect(claims.flat().every(({ lease }) => lease.attempt === 2)).toBe(true);
});

test("a concurrent report and take-over: one of them wins", async () => {
  for (let round = 0; round < 20; round++) {
    const [id = ""] = await storeEvents(db, clock);
    const claimed = await claimOne(db, clock);
    clock.advance(60_000);
    const [report, [taken]] = await Promise.all([
      succeedWebhookEvent(db, claimed, clock),
      claimWebhookEvents(db, { worker: "second" }, clock),
    ]);
    expect(report.outcome).toBe(taken === undefined ? "processed" : "lease_lost");
    expect(await historyOf(db, id)).toEqual(
      taken === undefined ? ["claimed 1", "processed 1"] : ["claimed 1", "taken_over 2"],
    );
    if (taken) {
      await succeedWebhookEvent(db, { id, token: taken.lease.token }, clock);
    }
  }
});

test("concurrent reports of all kinds: one counts, the others get already_ended", async () => {
  for (let round = 0; round < 10; round++) {
    const [id = ""] = await storeEvents(db, clock);
    const claimed = await claimOne(db, clock);
    const failure = { ...claimed, error: "no", retryPolicy: { random: () => 0.9 } };
    const reports = await Promise.all([
      failWebhookEvent(db, failure, clock),
      succeedWebhookEvent(db, claimed, clock),
      releaseWebhookEvent(db, claimed, clock),
      failWebhookEvent(db, { ...failure, retry: false }, clock),
      heartbeatWebhookEvent(db, claimed, clock),
    ]);
    const [won, ...more] = reports
      .map(({ outcome }) => outcome)
      .filter((outcome) => outcome !== "already_ended" && outcome !== "extended");
    expect(["failed", "processed", "released", "dead"]).toContain(won);
    expect(more).toEqual([]);
    expect(await historyOf(db, id)).toHaveLength(2);
    await db.deleteFrom("webhook_events").execute();
  }
});

test("50 revivals and 50 replays of a dead event at once: one makes it due", async () => {
  const [id = ""] = await storeEvents(db, clock);
  await failWebhookEvent(db, { ...(await claimOne(db, clock)), error: "", retry: false }, clock);
  const outcomes = await Promise.all(
    workers(50).flatMap((requestedBy) => [
      reviveWebhookEvent(db, { id, requestedBy }, clock),
      replayWebhookEvent(db, { id, requestedBy }, clock),
    ]),
  );
  expect(outcomes.filter(({ outcome }) => outcome !== "wrong_state")).toHaveLength(1);
  expect(await historyOf(db, id)).toHaveLength(3);
});
