import { expect, test } from "vitest";
import { jump, step } from "./pending-actions-calls.ts";
import { checkPendingActions } from "./pending-actions-check.ts";
import { beginWorld, runStep } from "./pending-actions-steps.ts";
import { PendingActionsWorld } from "./pending-actions-world.ts";
import { checkHistories, histories } from "./run-histories.ts";

const expected = [
  "proposed",
  "allowed",
  "taken_back",
  "too_late",
  "not_confirmed",
  "replayed",
  "key_reused",
  "too_many_open",
  "swept",
  "deleted",
  "executing",
  "confirmed",
  "approved",
  "cancelled",
  "rejected",
  "expired",
  "already_decided",
  "already_approved",
  "digest_mismatch",
  "not_found",
  "claimed",
  "claimed again",
  "claimed at once",
  "claimed before",
  "extended",
  "released",
  "succeeded",
  "failed",
  "already_ended",
  "lease_lost",
  "abandoned",
];

test(
  `${histories} histories of pending actions: one decision, one execution within a lease, no illegal transition`,
  { timeout: 120_000 + histories * 200 },
  async () => {
    const seen = new Set<string>();
    const checked = await checkHistories({
      step,
      jump,
      begin: (db, clock) => beginWorld(new PendingActionsWorld(db, clock, seen)),
      run: (world, { db }, taken) => runStep(world, db, taken),
      check: checkPendingActions,
    });
    expect(checked).toBeGreaterThanOrEqual(histories);
    // Fewer need not come to all.
    const missed = histories < 2000 ? [] : expected.filter((outcome) => !seen.has(outcome));
    expect(missed).toEqual([]);
  },
);
