import { test } from "vitest";
import { checkPendingActions } from "./pending-actions-check.ts";
import { jump, runStep, step } from "./pending-actions-steps.ts";
import { PendingActionsWorld } from "./pending-actions-world.ts";
import { checkHistories, histories } from "./run-histories.ts";

test(
  `${histories} histories of pending actions: one decision, one execution within a lease, no illegal transition`,
  { timeout: 120_000 + histories * 200 },
  async () => {
    await checkHistories({
      step,
      jump,
      begin: (db, clock) => new PendingActionsWorld(db, clock),
      run: (world, { db }, taken) => runStep(world, db, taken),
      check: checkPendingActions,
    });
  },
);
