import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import fc from "fast-check";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import {
  claimAction,
  confirmPendingAction,
  createPendingAction,
  expirePendingActions,
  findPendingAction,
} from "../../../src/entries/pending-actions.ts";
import { type AskEffect, printPolicies } from "../../../src/entries/policies.ts";
import { askEffect } from "../arbitraries.ts";
import { addGroup, storeText } from "./policies-world.ts";

const owner = "019a0000-0000-7000-8000-000000000001";
const member = "019a0000-0000-7000-8000-000000000002";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
  await addGroup(db, clock, "release", member);
  await addGroup(db, clock, "leads", member);
});
afterEach(() => db.destroy());

/** The seconds until the effect's action can no longer be decided. */
function lifeOf({ expiresInSeconds, onExpiry }: AskEffect): number {
  return expiresInSeconds + (onExpiry.kind === "escalate" ? onExpiry.expiresInSeconds : 0);
}

test("an action that was not decided in time is never executed, whatever its policy says", async () => {
  const late = fc.oneof(fc.constant(0), fc.nat(10_000_000));
  const property = fc.asyncProperty(
    askEffect,
    fc.integer({ min: 0, max: 3 }),
    late,
    fc.boolean(),
    async (effect, maxAttempts, afterwards, isSwept) => {
      await storeText(db, clock, printPolicies([{ name: "p", match: {}, effect }]));
      const proposal = await createPendingAction(
        db,
        { userId: owner, summary: "s", actionType: "t", actionPayload: {}, maxAttempts },
        clock,
      );
      if (proposal.outcome !== "proposed") throw new Error(proposal.outcome);
      const { action, token } = proposal;
      clock.advance(lifeOf(effect) * 1000 + afterwards);
      if (isSwept) await expirePendingActions(db, {}, clock);
      for (const userId of [owner, member, ...action.approvers]) {
        const decision = await confirmPendingAction(db, { userId, token }, clock);
        expect(["expired", "may_not_decide", "not_found"]).toContain(decision.outcome);
      }
      expect(await claimAction(db, { types: ["t"], worker: "w" }, clock)).toBeUndefined();
      const after = await findPendingAction(db, { userId: owner, id: action.id }, clock);
      expect(after?.state).toBe("expired");
    },
  );
  await fc.assert(property, { numRuns: inject("depth") === "deep" ? 200 : 20 });
});
