import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestTime } from "@handsfree/testkit";
import fc from "fast-check";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, describe, expect, inject, test, vi } from "vitest";
import {
  claimAction,
  type ClaimedAction,
  failAction,
  heartbeatAction,
  releaseAction,
  succeedAction,
} from "../../src/entries/pending-actions.ts";
import {
  replayWebhookEvent,
  retryWebhookEvent,
  reviveWebhookEvent,
  succeedWebhookEvent,
} from "../../src/entries/webhooks.ts";
import { executionWork } from "../../src/pending-actions/execution/work.ts";
import { inboxWork } from "../../src/webhook-events/inbox/work.ts";
import { Crash, failingFrom } from "../failing-database.ts";
import {
  confirmed,
  executionTrail,
  holderOf,
  required,
  rowOf,
} from "../pending-actions/confirmed-actions.ts";
import { claimOne, historyOf, storeEvents } from "../webhook-events/inbox-fixture.ts";

let db: Kysely<Database>;
let clock: TestTime;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestTime();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await db.destroy();
});

type Holder = ReturnType<typeof holderOf>;

/** Claims as many actions, the oldest first. */
async function claimMany(count: number, on = db): Promise<Holder[]> {
  const claims: ClaimedAction[] = [];
  for (let i = 0; i < count; i++) {
    await confirmed(on, clock);
    claims.push(required(await claimAction(on, { types: ["merge_pr"], worker: "ada" }, clock)));
  }
  return claims.map(holderOf);
}

const outcomesOf = async (
  reports: readonly Promise<{ readonly outcome: string }>[],
): Promise<string[]> => (await Promise.all(reports)).map(({ outcome }) => outcome);

describe("reports at once", () => {
  test("of many workers share few transactions", async () => {
    const holders = await claimMany(60);
    const run = vi.spyOn(executionWork.requests, "run");
    const outcomes = await outcomesOf(
      holders.map((holder, i) =>
        i % 3 === 0
          ? succeedAction(db, { ...holder, result: { i } }, clock)
          : i % 3 === 1
            ? heartbeatAction(db, holder, clock)
            : releaseAction(db, holder, clock),
      ),
    );
    expect(run.mock.calls.length).toBeLessThan(8);
    const laterEvents = [["ended"], [], ["released"]];
    for (const [i, { actionId }] of holders.entries()) {
      expect(outcomes[i]).toBe(["succeeded", "extended", "released"][i % 3]);
      const trail = (await executionTrail(db, actionId)).map(({ event }) => event);
      expect(trail).toEqual(["started", ...(laterEvents[i % 3] ?? [])]);
      const row = await rowOf(db, actionId);
      expect(row.execution_result).toBe(i % 3 === 0 ? JSON.stringify({ i }) : null);
      expect(row.queued_at === null).toBe(i % 3 === 0);
    }
  });

  test("on one lease: one ends it, and the others are told so", async () => {
    const [holder] = await claimMany(1);
    if (holder === undefined) throw new Error("nothing was claimed");
    const outcomes = await outcomesOf([
      ...Array.from({ length: 30 }, () => heartbeatAction(db, holder, clock)),
      ...Array.from({ length: 30 }, (_, i) => succeedAction(db, { ...holder, result: i }, clock)),
      ...Array.from({ length: 30 }, () => failAction(db, { ...holder, error: "no" }, clock)),
      ...Array.from({ length: 10 }, () => heartbeatAction(db, { ...holder, token: "x" }, clock)),
    ]);
    const ended = outcomes.filter((outcome) => outcome === "succeeded" || outcome === "failed");
    expect(ended).toHaveLength(1);
    expect(outcomes.slice(90)).toEqual(Array.from({ length: 10 }, () => "lease_lost"));
    const trail = await executionTrail(db, holder.actionId);
    expect(trail.map(({ event, state }) => `${event} ${String(state)}`)).toEqual([
      "started executing",
      `ended ${ended[0]}`,
    ]);
  });

  test("that fail leave those of others", async () => {
    const holders = await claimMany(20);
    const [{ id: taken } = { id: "" }] = await db.selectFrom("action_logs").select("id").execute();
    const reports = await Promise.allSettled(
      holders.map((holder, i) =>
        succeedAction(db, holder, i === 7 ? { now: () => clock.now(), newId: () => taken } : clock),
      ),
    );
    expect(reports.flatMap(({ status }, i) => (status === "rejected" ? [i] : []))).toEqual([7]);
    expect(reports[7]).toMatchObject({ reason: { code: "duplicate_key" } });
    for (const [i, { actionId }] of holders.entries()) {
      expect((await rowOf(db, actionId)).state).toBe(i === 7 ? "executing" : "succeeded");
      expect(await executionTrail(db, actionId)).toHaveLength(i === 7 ? 1 : 2);
    }
  });
});

test("a crash between the statements of a report leaves the lease as it was", async () => {
  const [holder] = await claimMany(1);
  if (holder === undefined) throw new Error("nothing was claimed");
  let statement = 1;
  const crashes = (): Promise<boolean> =>
    succeedAction(failingFrom(db, statement), holder, clock).then(
      () => false,
      (error: unknown) => error instanceof Crash,
    );
  for (; await crashes(); statement++) {
    expect((await rowOf(db, holder.actionId)).state).toBe("executing");
    expect(await executionTrail(db, holder.actionId)).toHaveLength(1);
  }
  expect(statement).toBeGreaterThan(2);
  expect(await succeedAction(db, holder, clock)).toMatchObject({ outcome: "already_ended" });
});

const step = fc.record({
  on: fc.nat({ max: 2 }),
  does: fc.constantFrom("heartbeat", "heartbeat", "succeed", "fail", "release", "claim"),
  isMine: fc.constantFrom(true, true, true, false),
});
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

test("steps in one transaction have the outcomes that they have one after the other", async () => {
  await using other = await openTestDatabase();
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 12 }), async (steps) => {
      const run = async (on: Kysely<Database>, isAtOnce: boolean) => {
        const holders = await claimMany(3, on);
        const take = ({ on: index, does, isMine }: Step): Promise<{ outcome: string }> => {
          const mine = holders[index] as Holder;
          const holder = isMine ? mine : { ...mine, token: "another" };
          if (does === "heartbeat") return heartbeatAction(on, holder, clock);
          if (does === "succeed") return succeedAction(on, { ...holder, result: 1 }, clock);
          if (does === "fail") return failAction(on, { ...holder, error: "no" }, clock);
          if (does === "release") return releaseAction(on, holder, clock);
          return claimAction(
            on,
            { types: ["merge_pr"], worker: "bob", id: mine.actionId },
            clock,
          ).then((claimed) => ({ outcome: claimed === undefined ? "nothing" : "taken" }));
        };
        const outcomes: string[] = [];
        if (isAtOnce) outcomes.push(...(await outcomesOf(steps.map(take))));
        else for (const one of steps) outcomes.push((await take(one)).outcome);
        const ends = [];
        for (const { actionId } of holders) {
          const { state, attempts, lease_expires_at, queued_at } = await rowOf(on, actionId);
          const trail = (await executionTrail(on, actionId)).map(({ event, by }) => event + by);
          ends.push({ state, attempts, lease_expires_at, isQueued: queued_at !== null, trail });
          await on.updateTable("pending_actions").set({ queued_at: null }).execute();
        }
        return { outcomes, ends };
      };
      const expected = await run(other, false);
      const actual = await run(db, true);
      // On PostgreSQL two transactions run at a time, so that the order is not that of the calls.
      expect(actual).toEqual(inject("engine") === "duckdb" ? expected : actual);
      for (const { trail, state } of actual.ends) {
        expect(trail.filter((event) => event.startsWith("ended"))).toHaveLength(
          state === "executing" ? 0 : 1,
        );
      }
    }),
    { numRuns: inject("depth") === "deep" ? 60 : 15 },
  );
});

test("requests for events at once: one makes an event due, and each replay is on record once", async () => {
  const ids = await storeEvents(db, clock, 30);
  for (let i = 0; i < ids.length; i++) {
    await succeedWebhookEvent(db, await claimOne(db, clock), clock);
  }
  const run = vi.spyOn(inboxWork.requests, "run");
  const outcomes = await outcomesOf(
    ids.flatMap((id) => [
      replayWebhookEvent(db, { id, requestedBy: "ada" }, clock),
      reviveWebhookEvent(db, { id }, clock),
      replayWebhookEvent(db, { id }, clock),
      retryWebhookEvent(db, { id }, clock),
    ]),
  );
  expect(run.mock.calls.length).toBeLessThan(8);
  expect(outcomes.filter((outcome) => outcome === "replayed")).toHaveLength(30);
  expect(await db.selectFrom("webhook_replays").select("id").execute()).toHaveLength(30);
  for (const id of ids) {
    expect((await historyOf(db, id)).slice(0, 3)).toEqual([
      "claimed 1",
      "processed 1",
      "replayed 1",
    ]);
  }
});
