import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  claimWebhookEvents,
  failWebhookEvent,
  findReplay,
  listReplays,
  listWebhookTransitions,
  releaseWebhookEvent,
  replayWebhookEvent,
  replayWebhookEvents,
  resumeReplay,
  stopReplay,
  succeedWebhookEvent,
} from "../../src/entries/webhooks.ts";
import {
  claimOne,
  expectUnchanged,
  getEvent,
  historyOf,
  unknownId,
  storeEvents,
} from "./inbox-fixture.ts";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

/** Events that were processed, each received a second after the one before. */
async function processed(count: number, rest: object = {}): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    ids.push(...(await storeEvents(db, clock, 1, rest)));
    await succeedWebhookEvent(db, await claimOne(db, clock), clock);
    clock.advance(1000);
  }
  return ids;
}

/** Processed events, quickly. */
async function manyProcessed(count: number): Promise<string[]> {
  const stored = await Promise.all(Array.from({ length: count }, () => storeEvents(db, clock)));
  const ids = stored.flat();
  await db
    .updateTable("webhook_events")
    .set({ state: "processed", next_attempt_at: null, attempts: 1 })
    .execute();
  return ids;
}

const claimIds = async (limit = 100): Promise<string[]> =>
  (await claimWebhookEvents(db, { worker: "w", limit }, clock)).map(({ event }) => event.id);

const replayable = { filter: {} };

describe("an interrupted replay", () => {
  /** A context that fails at the n-th id, as if the process had died there. */
  const dying = (ids: number) => {
    let given = 0;
    const newId = (): string => {
      if (given++ === ids) throw new Error("the process died");
      return clock.newId();
    };
    return { now: clock.now, newId };
  };

  test.for([0, 1, 250, 501, 750, 1001])(
    "continues after %d ids, and makes no event due twice",
    async (ids) => {
      const all = await manyProcessed(1100);
      const id = clock.newId();
      const request = { ...replayable, id };
      await expect(replayWebhookEvents(db, request, dying(ids))).rejects.toThrow("died");
      const before = await findReplay(db, id);
      expect(before).toMatchObject({ events: 1100, completedAt: null });
      // Workers are quick: a marked event is processed already, and would match again.
      await db
        .updateTable("webhook_events")
        .set({ state: "processed", next_attempt_at: null, state_before_replay: null })
        .where("replay_id", "=", id)
        .execute();
      clock.advance(1000);
      const again =
        ids % 2 === 0 ? replayWebhookEvents(db, request, clock) : resumeReplay(db, id, {}, clock);
      expect(await again).toMatchObject({ id, events: 1100, marked: 1100 });
      const records = await db
        .selectFrom("webhook_transitions")
        .select("event_id")
        .where("replay_id", "=", id)
        .execute();
      expect(records.map((record) => record.event_id).toSorted()).toEqual(all.toSorted());
    },
  );

  test("is resumed by several callers at once, and makes each event due once", async () => {
    const all = await manyProcessed(1600);
    const request = { ...replayable, id: clock.newId() };
    const replays = await Promise.all(
      Array.from({ length: 5 }, () => replayWebhookEvents(db, request, clock)),
    );
    expect(new Set(replays.map(({ id }) => id))).toEqual(new Set([request.id]));
    expect(await findReplay(db, request.id)).toMatchObject({ marked: 1600, events: 1600 });
    const records = await db.selectFrom("webhook_transitions").select("event_id").execute();
    expect(records.map((record) => record.event_id).toSorted()).toEqual(all.toSorted());
  });

  test("refuses another filter or rate under its id", async () => {
    await processed(1);
    const id = clock.newId();
    await replayWebhookEvents(db, { filter: { source: "github" }, id }, clock);
    for (const other of [
      { filter: {} },
      { filter: { source: "stripe" } },
      { filter: { source: "github" }, eventsPerSecond: 1 },
    ]) {
      await expect(replayWebhookEvents(db, { ...other, id }, clock)).rejects.toMatchObject({
        field: "id",
      });
    }
  });

  test("ignores events that arrive meanwhile", async () => {
    await manyProcessed(600);
    const id = clock.newId();
    await expect(replayWebhookEvents(db, { ...replayable, id }, dying(501))).rejects.toThrow(
      "died",
    );
    clock.advance(1000);
    await claimWebhookEvents(db, { worker: "w", limit: 100 }, clock);
    const [late = ""] = await storeEvents(db, clock);
    await db
      .updateTable("webhook_events")
      .set({ state: "processed" })
      .where("id", "=", late)
      .execute();
    expect(await resumeReplay(db, id, {}, clock)).toMatchObject({ marked: 600 });
    expect(await historyOf(db, late)).toEqual([]);
  });

  test("shares its events with a concurrent replay: each event belongs to one of them", async () => {
    const all = await manyProcessed(700);
    const [one, two] = await Promise.all([
      replayWebhookEvents(db, replayable, clock),
      replayWebhookEvents(db, replayable, clock),
    ]);
    expect(one.marked + two.marked).toBe(700);
    const records = await db.selectFrom("webhook_transitions").select("event_id").execute();
    expect(records.map((record) => record.event_id).toSorted()).toEqual(all.toSorted());
  });
});

describe("stopping", () => {
  test("restores unclaimed events, and leaves the others alone", async () => {
    const [done = "", busy = "", given = ""] = await processed(3);
    const [failed = "", dead = ""] = await storeEvents(db, clock, 2);
    const retryPolicy = { random: () => 0.9 };
    await failWebhookEvent(db, { ...(await claimOne(db, clock)), error: "1", retryPolicy }, clock);
    await failWebhookEvent(db, { ...(await claimOne(db, clock)), error: "2", retry: false }, clock);
    const before = { failed: await getEvent(db, failed), dead: await getEvent(db, dead) };
    clock.advance(1000);
    const { id } = await replayWebhookEvents(db, { ...replayable, eventsPerSecond: 1 }, clock);
    await succeedWebhookEvent(db, await claimOne(db, clock), clock);
    clock.advance(1000);
    await claimOne(db, clock);
    clock.advance(1000);
    await releaseWebhookEvent(db, await claimOne(db, clock), clock);

    const stop = { id, requestedBy: "ann", reason: "too much" };
    expect(await stopReplay(db, stop, clock)).toMatchObject({
      outcome: "stopped",
      restored: 2,
      replay: { id, stoppedAt: clock.now(), marked: 5 },
    });
    expect(await getEvent(db, failed)).toEqual({ ...before.failed, nextAttemptAt: clock.now() });
    expect(await getEvent(db, dead)).toEqual(before.dead);
    expect(await getEvent(db, done)).toMatchObject({ state: "processed", replayId: id });
    expect(await getEvent(db, busy)).toMatchObject({ state: "processing", replayId: id });
    expect(await getEvent(db, given)).toMatchObject({ state: "received", replayId: id });
    const [last] = (await listWebhookTransitions(db, dead)).items;
    expect(last).toMatchObject({
      transition: "replay_stopped",
      replayId: id,
      worker: "ann",
      reason: "too much",
    });
    await expectUnchanged(db, async () => {
      expect(await stopReplay(db, stop, clock)).toMatchObject({ outcome: "stopped", restored: 0 });
    });
  });

  test("ends a running replay, which cannot be resumed", async () => {
    await manyProcessed(1300);
    const id = clock.newId();
    const [replay, stopped] = await Promise.all([
      replayWebhookEvents(db, { ...replayable, id }, clock),
      (async () => {
        while ((await findReplay(db, id)) === undefined) await Promise.resolve();
        return stopReplay(db, { id }, clock);
      })(),
    ]);
    expect(stopped.outcome).toBe("stopped");
    expect(replay.marked % 500 === 0 || replay.marked === 1300).toBe(true);
    expect(await resumeReplay(db, id, {}, clock)).toMatchObject({ marked: replay.marked });
    const states = await db.selectFrom("webhook_events").select(["state"]).distinct().execute();
    expect(states).toEqual([{ state: "processed" }]);
    const records = await db.selectFrom("webhook_transitions").selectAll().execute();
    expect(records).toHaveLength(2 * replay.marked);
  });

  test("and claiming at once: each event is either restored or claimed", async () => {
    const ids = await manyProcessed(60);
    const { id } = await replayWebhookEvents(db, replayable, clock);
    const [stopped, ...claims] = await Promise.all([
      stopReplay(db, { id }, clock),
      ...Array.from({ length: 20 }, () => claimIds(2)),
    ]);
    const claimed = new Set(claims.flat());
    expect(stopped).toMatchObject({ restored: 60 - claimed.size });
    for (const event of ids) {
      expect(await historyOf(db, event)).toEqual([
        "replayed 1",
        claimed.has(event) ? "claimed 1" : "replay_stopped 1",
      ]);
    }
  });

  test("works for the replay of one event", async () => {
    const [id = ""] = await processed(1);
    const before = await getEvent(db, id);
    await replayWebhookEvent(db, { id }, clock);
    const { items } = await listReplays(db);
    expect(items).toMatchObject([{ filter: { eventId: id } }]);
    expect(await stopReplay(db, { id: items[0]?.id ?? "" }, clock)).toMatchObject({ restored: 1 });
    expect(await getEvent(db, id)).toEqual(before);
    expect(await claimIds()).toEqual([]);
  });

  test("an unknown replay is not stopped, found or resumed", async () => {
    expect(await stopReplay(db, { id: unknownId }, clock)).toEqual({ outcome: "not_found" });
    expect(await findReplay(db, unknownId)).toBeUndefined();
    expect(await resumeReplay(db, unknownId, {}, clock)).toBeUndefined();
    await expect(stopReplay(db, { id: "1" }, clock)).rejects.toMatchObject({ field: "id" });
  });
});
