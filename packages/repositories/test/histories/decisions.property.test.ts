import type { Database } from "@handsfree/schema";
import type { TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { expect, test } from "vitest";
import type { MortalProcess } from "./crashing.ts";
import { checkDecisions } from "./decisions-check.ts";
import { beginWorld, jump, runStep, step, type Step } from "./decisions-steps.ts";
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

/** Fewer than of other machines, since an erasure searches all tables. */
const count = Math.ceil(histories / 5);

test(
  `${count} histories of decisions by identity: each counts for the version of then, by a person who was asked then`,
  { timeout: 120_000 + count * 500 },
  async () => {
    const seen = new Set<string>();
    const machine = {
      step,
      jump,
      begin: (db: Kysely<Database>, clock: TestClock) =>
        beginWorld(new DecisionsWorld(db, clock, seen)),
      run: (world: DecisionsWorld, { db }: MortalProcess, taken: Step) => runStep(world, db, taken),
      check: checkDecisions,
    };
    expect(await checkHistories(machine, count)).toBeGreaterThanOrEqual(count);
    // Fewer need not come to all.
    const missed = count < 400 ? [] : expected.filter((outcome) => !seen.has(outcome));
    expect(missed).toEqual([]);
  },
);
