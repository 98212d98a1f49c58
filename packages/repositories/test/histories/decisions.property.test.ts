import { expect, test } from "vitest";
import { checkDecisions } from "./decisions-check.ts";
import { beginWorld, jump, runStep, step } from "./decisions-steps.ts";
import { DecisionsWorld } from "./decisions-world.ts";
import { checkHistories, histories } from "./run-histories.ts";

const expected = [
  "proposed",
  "approved",
  "confirmed",
  "rejected",
  "cancelled",
  "edited",
  "unchanged",
  "not_editable",
  "too_few_approvers",
  "batch",
  "expired",
  "already_decided",
  "already_approved",
  "proposer_cannot_approve",
  "may_not_decide",
  "digest_mismatch",
  "not_found",
  "added",
  "already_member",
  "user_not_found",
  "removed",
  "not_a_member",
  "swept",
  "erased",
];

test(
  `${histories} histories of decisions by identity: each counts for the version of then, by a person who was asked then`,
  // Erasures search all tables.
  { timeout: 120_000 + histories * 500 },
  async () => {
    const seen = new Set<string>();
    const checked = await checkHistories({
      step,
      jump,
      begin: (db, clock) => beginWorld(new DecisionsWorld(db, clock, seen)),
      run: (world, { db }, taken) => runStep(world, db, taken),
      check: checkDecisions,
    });
    expect(checked).toBeGreaterThanOrEqual(histories);
    // Fewer need not come to all.
    const missed = histories < 2000 ? [] : expected.filter((outcome) => !seen.has(outcome));
    expect(missed).toEqual([]);
  },
);
