import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  claimWebhookEvents,
  countReplay,
  failWebhookEvent,
  findReplay,
  ignoreWebhookEvent,
  listReplays,
  listWebhookTransitions,
  releaseWebhookEvent,
  replayWebhookEvent,
  replayWebhookEvents,
  resumeReplay,
  stopReplay,
  succeedWebhookEvent,
  type WebhookEvent,
} from "../../src/index.ts";
import {
  claimOne,
  expectUnchanged,
  getEvent,
  historyOf,
  nobody,
  removePayload,
  storeEvents,
  storeForged,
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

describe("one event", () => {
  test("is a new attempt of the same event, on record with who and why", async () => {
    const [id = ""] = await processed(1);
    const request = { id, requestedBy: "ann", reason: "the handler was wrong" };
    const replay = await replayWebhookEvent(db, request, clock);
    expect(replay).toMatchObject({
      outcome: "replayed",
      event: { state: "received", stateBeforeReplay: "processed", nextAttemptAt: clock.now() },
    });
    const { replayId } = (replay as { event: WebhookEvent }).event;
    expect(await findReplay(db, replayId ?? "")).toEqual({
      id: replayId,
      filter: { eventId: id },
      requestedBy: "ann",
      reason: "the handler was wrong",
      events: 1,
      marked: 1,
      eventsPerSecond: null,
      completedAt: clock.now(),
      stoppedAt: null,
      createdAt: clock.now(),
    });
    const claimed = await claimOne(db, clock);
    expect(claimed).toMatchObject({ id, lease: { attempt: 1 } });
    await succeedWebhookEvent(db, claimed, clock);
    expect(await historyOf(db, id)).toEqual([
      "claimed 1",
      "processed 1",
      "replayed 1",
      "claimed 1",
      "processed 1",
    ]);
    const { items } = await listWebhookTransitions(db, id);
    expect(items.slice(0, 3)).toMatchObject([
      { transition: "processed", replayId, worker: "worker-1" },
      { transition: "claimed", replayId, worker: "worker-1" },
      { transition: "replayed", replayId, worker: "ann", reason: "the handler was wrong" },
    ]);
  });

  test("has all of its attempts before it again, whatever it had", async () => {
    const [id = ""] = await storeEvents(db, clock);
    const retryPolicy = { maximumAttempts: 1 };
    const fail = async (): Promise<string> => {
      const claimed = await claimOne(db, clock);
      return (await failWebhookEvent(db, { ...claimed, error: "no", retryPolicy }, clock)).outcome;
    };
    expect(await fail()).toBe("dead");
    await replayWebhookEvent(db, { id }, clock);
    expect(await fail()).toBe("dead");
    expect((await getEvent(db, id)).attempts).toBe(1);
  });

  test("that is forged, waits, is worked on, is not there or has no body any more is not replayed", async () => {
    const [gone = ""] = await processed(1);
    await removePayload(db, gone);
    const forged = await storeForged(db, clock);
    const [worked = ""] = await storeEvents(db, clock);
    await claimOne(db, clock);
    const [waits = ""] = await storeEvents(db, clock);
    await expectUnchanged(db, async () => {
      for (const id of [forged, worked, waits]) {
        expect(await replayWebhookEvent(db, { id }, clock)).toMatchObject({
          outcome: "wrong_state",
        });
      }
      expect(await replayWebhookEvent(db, { id: gone }, clock)).toMatchObject({
        outcome: "payload_removed",
      });
      expect(await replayWebhookEvent(db, { id: nobody }, clock)).toEqual({ outcome: "not_found" });
      await expect(replayWebhookEvent(db, { id: "1" }, clock)).rejects.toMatchObject({
        field: "id",
      });
    });
  });
});

describe("a filter", () => {
  test("counts and replays the same events: by source, type, state, time and last replay", async () => {
    const start = clock.now();
    const [first = "", second = ""] = await processed(2);
    const [issue = ""] = await processed(1, { eventType: "issues" });
    const [other = ""] = await processed(1, { source: "stripe" });
    const [ignored = "", dead = "", failed = ""] = await storeEvents(db, clock, 3);
    await ignoreWebhookEvent(db, await claimOne(db, clock), clock);
    await failWebhookEvent(db, { ...(await claimOne(db, clock)), error: "", retry: false }, clock);
    const retryPolicy = { random: () => 0.9, baseSeconds: 3600 };
    await failWebhookEvent(db, { ...(await claimOne(db, clock)), error: "", retryPolicy }, clock);
    await storeForged(db, clock);
    const [gone = ""] = await processed(1);
    await removePayload(db, gone);
    clock.advance(60_000);
    await storeEvents(db, clock);
    await claimOne(db, clock);
    await storeEvents(db, clock);
    const at = (seconds: number): Date => new Date(start.getTime() + seconds * 1000);

    const cases = [
      [{ source: "stripe" }, [other]],
      [{ eventType: "issues" }, [issue]],
      [{ states: ["ignored", "dead"] }, [ignored, dead]],
      [{ states: ["failed"] }, [failed]],
      [{ since: at(1), until: at(3) }, [second, issue]],
      [{ source: "github", states: ["processed"], until: at(1) }, [first]],
      [{}, [first, second, issue, other, ignored, dead, failed]],
      [{ source: "nobody" }, []],
    ] as const;
    for (const [filter, expected] of cases) {
      const { events } = await countReplay(db, filter, clock);
      const undone = db.transaction().execute(async (transaction) => {
        const replay = await replayWebhookEvents(transaction, { filter }, clock);
        const marked = await transaction
          .selectFrom("webhook_events")
          .select("id")
          .where("replay_id", "=", replay.id)
          .orderBy("id")
          .execute();
        expect({ filter, ids: marked.map(({ id }) => id), events: replay.events }).toEqual({
          filter,
          ids: expected,
          events,
        });
        expect(replay.marked).toBe(events);
        throw new Error("undo");
      });
      await expect(undone).rejects.toThrow("undo");
    }
    expect(await countReplay(db, {}, clock)).toEqual({ events: 7, payloadRemoved: 1 });

    await replayWebhookEvents(db, { filter: { source: "stripe" } }, clock);
    await succeedWebhookEvent(db, await claimOne(db, clock), clock);
    const processedOnes = { states: ["processed"] } as const;
    const never = { ...processedOnes, replayedBefore: clock.now() };
    expect(await countReplay(db, never, clock)).toMatchObject({ events: 3 });
    clock.advance(1);
    const before = { ...processedOnes, replayedBefore: clock.now() };
    expect(await countReplay(db, before, clock)).toMatchObject({ events: 4 });
    // Retention can remove a replay before its events, and it was no later one for that.
    await db.deleteFrom("webhook_replays").execute();
    expect(await countReplay(db, before, clock)).toMatchObject({ events: 4 });
  });

  test.for([
    [{ filter: { states: [] } }, "states"],
    [{ filter: { states: ["rejected"] } }, "states"],
    [{ filter: { states: ["received"] } }, "states"],
    [{ filter: { source: "" } }, "source"],
    [{ filter: { since: new Date(Number.NaN) } }, "since"],
    [{ filter: {}, eventsPerSecond: 0 }, "eventsPerSecond"],
    [{ filter: {}, eventsPerSecond: Number.NaN }, "eventsPerSecond"],
    [{ filter: {}, id: "mine" }, "id"],
    [{ filter: {}, reason: "" }, "reason"],
  ] as const)("%j is refused, and nothing is begun", async ([request, field]) => {
    await processed(1);
    await expectUnchanged(db, () =>
      expect(replayWebhookEvents(db, request as never, clock)).rejects.toMatchObject({
        code: "invalid_input",
        field,
      }),
    );
  });
});

describe("a rate", () => {
  test("spaces what becomes due, and it is found in the events themselves", async () => {
    const ids = await processed(7);
    const start = clock.now().getTime();
    await replayWebhookEvents(db, { ...replayable, eventsPerSecond: 3 }, clock);
    const times = await Promise.all(
      ids.map(async (id) => ((await getEvent(db, id)).nextAttemptAt?.getTime() ?? 0) - start),
    );
    expect(times).toEqual([0, 334, 667, 1000, 1334, 1667, 2000]);
    expect(await claimIds()).toEqual(ids.slice(0, 1));
    clock.advance(999);
    expect(await claimIds()).toEqual(ids.slice(1, 3));
    clock.advance(1001);
    expect(await claimIds()).toEqual(ids.slice(3));
  });

  test("holds over the batches of a replay, and where it goes on much later or the clock goes back", async () => {
    await manyProcessed(1201);
    const eventsPerSecond = 100;
    const started = clock.now().getTime();
    const stop = new AbortController();
    // Its ids end the replay: they are asked for in a batch, which is finished.
    const cut = { now: clock.now, newId: () => (stop.abort(), clock.newId()) };
    const { id, marked, completedAt } = await replayWebhookEvents(
      db,
      { ...replayable, id: clock.newId(), eventsPerSecond, signal: stop.signal },
      cut,
    );
    expect({ marked, completedAt }).toEqual({ marked: 500, completedAt: null });
    clock.advance(-86_400_000);
    const second = new AbortController();
    const cutAgain = { now: clock.now, newId: () => (second.abort(), clock.newId()) };
    await resumeReplay(db, id, { signal: second.signal }, cutAgain);
    clock.advance(2 * 86_400_000);
    const late = clock.now().getTime();
    expect(await resumeReplay(db, id, {}, clock)).toMatchObject({ marked: 1201 });
    const rows = await db
      .selectFrom("webhook_events")
      .select("next_attempt_at")
      .orderBy("id")
      .execute();
    const times = rows.map((row) => row.next_attempt_at?.getTime() ?? 0);
    expect(times).toEqual([
      ...Array.from({ length: 1000 }, (_, index) => started + index * 10),
      ...Array.from({ length: 201 }, (_, index) => late + index * 10),
    ]);
  });
});

describe("a replay that is cut off", () => {
  /** A context whose so many-th id is never given, as if the process had died there. */
  const dying = (ids: number) => {
    let given = 0;
    const newId = (): string => {
      if (given++ === ids) throw new Error("the process died");
      return clock.newId();
    };
    return { now: clock.now, newId };
  };

  test.for([0, 1, 250, 501, 750, 1001])(
    "after %d ids goes on, and no event becomes due twice for it",
    async (ids) => {
      const all = await manyProcessed(1100);
      const id = clock.newId();
      const request = { ...replayable, id };
      await expect(replayWebhookEvents(db, request, dying(ids))).rejects.toThrow("died");
      const before = await findReplay(db, id);
      expect(before).toMatchObject({ events: 1100, completedAt: null });
      // Workers are quick: what was marked is processed already, and would match again.
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

  test("is gone on with by several at once, and each event becomes due once", async () => {
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

  test("is not repeated with another filter or rate", async () => {
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

  test("leaves what comes in meanwhile alone", async () => {
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

  test("two replays of the same events at once: each event is of one of them", async () => {
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
  test("puts back what nobody has claimed, as it was, and leaves the rest alone", async () => {
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

  test("a replay that is at it ends there, and is not resumed", async () => {
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

  test("and claiming at once: each event is either put back or worked on", async () => {
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

  test("the replay of one event works as well", async () => {
    const [id = ""] = await processed(1);
    const before = await getEvent(db, id);
    await replayWebhookEvent(db, { id }, clock);
    const { items } = await listReplays(db);
    expect(items).toMatchObject([{ filter: { eventId: id } }]);
    expect(await stopReplay(db, { id: items[0]?.id ?? "" }, clock)).toMatchObject({ restored: 1 });
    expect(await getEvent(db, id)).toEqual(before);
    expect(await claimIds()).toEqual([]);
  });

  test("what is not there is not stopped, found or resumed", async () => {
    expect(await stopReplay(db, { id: nobody }, clock)).toEqual({ outcome: "not_found" });
    expect(await findReplay(db, nobody)).toBeUndefined();
    expect(await resumeReplay(db, nobody, {}, clock)).toBeUndefined();
    await expect(stopReplay(db, { id: "1" }, clock)).rejects.toMatchObject({ field: "id" });
  });
});
