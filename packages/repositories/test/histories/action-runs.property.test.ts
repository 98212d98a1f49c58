import { expect, test } from "vitest";
import { ActionRunsWorld, checkActionRuns, jump, runStep, step } from "./action-runs-world.ts";
import { checkHistories, histories } from "./run-histories.ts";

const expected = [
  ...["ran", "replayed", "key_reused", "in_progress", "threw", "taken over"].map(
    (one) => `run: ${one}`,
  ),
  ...["recorded", "replayed", "key_reused", "in_progress"].map((one) => `record: ${one}`),
  "freed",
];

test(
  `${histories} histories of idempotent runs: one side effect within a lease, one outcome for each key`,
  { timeout: 120_000 + histories * 200 },
  async () => {
    const seen = new Set<string>();
    const checked = await checkHistories({
      step,
      jump,
      begin: async (db, clock) => new ActionRunsWorld(db, clock, seen),
      run: runStep,
      check: checkActionRuns,
    });
    expect(checked).toBeGreaterThanOrEqual(histories);
    // Fewer need not come to all.
    const missed = histories < 2000 ? [] : expected.filter((outcome) => !seen.has(outcome));
    expect(missed).toEqual([]);
  },
);
