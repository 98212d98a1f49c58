import { describe, expect, test } from "vitest";
import {
  listActionLogs,
  listActionRuns,
  recordActionLog,
  runOnce,
} from "../../src/entries/action-logs.ts";
import { callers, rounds, tally } from "./callers.ts";
import { openFour, poolSizes } from "./four-databases.ts";

const userId = "019a2f6e-0000-7000-8000-000000000001";
const requestOf = (round: number) => ({
  userId,
  actionType: "merge_pr",
  idempotencyKey: `k-${round}`,
});

/** How many of them say that they run, or ran, elsewhere. */
const waiting = ({ in_progress = 0, replayed = 0 }: Record<string, number>): number =>
  in_progress + replayed;

describe.for(poolSizes)("on four databases with %d connections each", (poolSize) => {
  test(`${callers} run a side effect with one key: it happens once`, async () => {
    await using four = await openFour(poolSize);
    for (let round = 0; round < rounds; round++) {
      let happened = 0;
      const results = await four.race((db) =>
        runOnce(db, requestOf(round), () => (happened += 1), four.clock),
      );
      const counts = tally(results);
      expect({ happened, ran: counts["ran"] }).toEqual({ happened: 1, ran: 1 });
      expect(waiting(counts)).toBe(callers - 1);
    }
    expect((await listActionRuns(four.db(3), { userId }, four.clock)).items).toEqual([]);
  });

  test(`${callers} run or record with one key: one of them has it`, async () => {
    await using four = await openFour(poolSize);
    for (let round = 0; round < rounds; round++) {
      let happened = 0;
      const runs = Array.from({ length: callers }, () => four.draw(2) === 0);
      const results = await four.race<{ readonly outcome: string }>((db, n) =>
        runs[n]
          ? runOnce(db, requestOf(round), () => (happened += 1), four.clock)
          : recordActionLog(db, { ...requestOf(round), ok: true }, four.clock),
      );
      const counts = tally(results);
      const { ran = 0, recorded = 0 } = counts;
      expect({ happened, winners: ran + recorded }).toEqual({ happened: ran, winners: 1 });
      expect(waiting(counts)).toBe(callers - 1);
    }
  });

  test(`${callers} come for a run whose process died: one takes it over`, async () => {
    await using four = await openFour(poolSize);
    for (let round = 0; round < rounds; round++) {
      const begun = Promise.withResolvers<void>();
      const never = (): Promise<never> => {
        begun.resolve();
        return new Promise(() => undefined);
      };
      runOnce(four.db(), { ...requestOf(round), leaseSeconds: 60 }, never, four.clock).catch(
        begun.reject,
      );
      await begun.promise;
      four.clock.advance(60_000);
      const attempts: number[] = [];
      const results = await four.race((db) =>
        runOnce(db, requestOf(round), ({ attempt }) => attempts.push(attempt), four.clock),
      );
      const counts = tally(results);
      expect({ attempts, ran: counts["ran"] }).toEqual({ attempts: [2], ran: 1 });
      expect(waiting(counts)).toBe(callers - 1);
    }
    const { items } = await listActionLogs(four.db(3), { userId });
    expect(items.filter(({ actionType }) => actionType === "merge_pr")).toHaveLength(rounds);
  });
});
