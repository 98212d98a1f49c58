import { test } from "vitest";
import { ActionRunsWorld, checkActionRuns, jump, runStep, step } from "./action-runs-world.ts";
import { checkHistories, histories } from "./run-histories.ts";

test(
  `${histories} histories of idempotent runs: one side effect within a lease, one outcome for each key`,
  { timeout: 120_000 + histories * 200 },
  async () => {
    await checkHistories({
      step,
      jump,
      begin: (db, clock) => new ActionRunsWorld(db, clock),
      run: runStep,
      check: checkActionRuns,
    });
  },
);
