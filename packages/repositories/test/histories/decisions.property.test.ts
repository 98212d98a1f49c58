import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { expect, test } from "vitest";
import type { MortalProcess } from "./crashing.ts";
import { checkDecisions } from "./decisions-check.ts";
import { beginWorld, jump, runStep, step, type Step } from "./decisions-steps.ts";
import { DecisionsWorld } from "./decisions-world.ts";
import { checkHistories, histories } from "./run-histories.ts";

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
  },
);

const approver = { role: "approver", n: 0, age: 0 } as const;
const proposal = { do: "propose", ask: "named", required: 2, proposerMayApprove: false } as const;

/** What each step of a history comes to, and after some the milliseconds that pass. */
const told: readonly (readonly [Step, outcome: string, passing?: number])[] = [
  [{ ...proposal, editable: true }, "proposed"],
  [{ do: "approve", who: 0, ...approver }, "proposer_cannot_approve"],
  [{ do: "approve", who: 1, ...approver, role: "member" }, "may_not_decide"],
  [{ do: "approve", who: 4, ...approver }, "not_found"],
  [{ do: "approve", who: 1, ...approver, age: -1 }, "digest_mismatch"],
  [{ do: "approve", who: 1, ...approver }, "approved"],
  [{ do: "approve", who: 1, ...approver }, "already_approved"],
  [{ do: "edit", who: 1, ...approver, payload: 1 }, "too_few_approvers"],
  [{ do: "edit", who: 0, ...approver, payload: 0 }, "unchanged"],
  [{ do: "edit", who: 0, ...approver, payload: 1 }, "edited"],
  [{ do: "approve", who: 1, ...approver }, "approved"],
  [{ do: "approve", who: 2, ...approver }, "confirmed"],
  [{ do: "reject", who: 1, ...approver }, "already_decided"],
  [{ ...proposal, editable: false }, "proposed"],
  [{ do: "edit", who: 0, ...approver, payload: 1 }, "not_editable"],
  [{ do: "batch", who: 1, role: "approver", verdicts: ["reject"] }, "batch"],
  [{ ...proposal, editable: false }, "proposed"],
  [{ do: "reject", who: 1, ...approver }, "rejected"],
  [{ ...proposal, editable: false }, "proposed"],
  [{ do: "withdraw", who: 0, n: 0 }, "cancelled"],
  [{ ...proposal, editable: false }, "proposed", 60_000],
  [{ do: "approve", who: 1, ...approver }, "expired"],
  [{ do: "sweep" }, "swept"],
  [{ do: "join", who: 1, group: 1 }, "added"],
  [{ do: "join", who: 1, group: 1 }, "already_member"],
  [{ do: "join", who: 5, group: 1 }, "user_not_found"],
  [{ do: "leave", who: 1, group: 1 }, "removed"],
  [{ do: "leave", who: 1, group: 1 }, "not_a_member"],
  [{ do: "erase", who: 1 }, "erased"],
];

test("a step of these histories can come to each outcome", async () => {
  await using db = await openTestDatabase();
  const clock = new TestClock();
  const seen = new Set<string>();
  const world = await beginWorld(new DecisionsWorld(db, clock, seen));
  for (const [taken, outcome, passing = 0] of told) {
    seen.clear();
    await runStep(world, db, taken);
    const outcomes = [...seen];
    const expected = expect.arrayContaining([outcome]) as string[];
    expect({ taken, outcomes }).toEqual({ taken, outcomes: expected });
    clock.advance(passing);
  }
  await checkDecisions(world);
});
