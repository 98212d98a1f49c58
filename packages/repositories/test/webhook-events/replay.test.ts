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
  listWebhookTransitions,
  replayWebhookEvent,
  replayWebhookEvents,
  resumeReplay,
  succeedWebhookEvent,
  type WebhookEvent,
} from "../../src/entries/webhooks.ts";
import {
  claimOne,
  expectUnchanged,
  getEvent,
  historyOf,
  unknownId,
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

describe("the replay of one event", () => {
  test("is a new attempt of the same event, recorded with the person and the reason", async () => {
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

  test("has the full number of attempts again", async () => {
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

  test("refuses events that are forged, waiting, claimed, unknown or without a body", async () => {
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
      expect(await replayWebhookEvent(db, { id: unknownId }, clock)).toEqual({
        outcome: "not_found",
      });
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
      [{ source: "unknown" }, []],
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
    // Retention can remove a replay before its events; that does not make it a later one.
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
  ] as const)("%j is refused, and no replay begins", async ([request, field]) => {
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
  test("spaces the due times, which are stored in the events", async () => {
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

  test("holds across batches, after a late resumption and with a clock set back", async () => {
    await manyProcessed(1201);
    const eventsPerSecond = 100;
    const started = clock.now().getTime();
    const stop = new AbortController();
    // The first id aborts the replay within a batch, which is still finished.
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
