import { describe, expect, test } from "vitest";
import {
  approvePendingAction,
  claimAction,
  createPendingAction,
  findPendingAction,
  type PendingAction,
  takeBackApproval,
  waitForDecision,
} from "../../src/entries/pending-actions.ts";
import { replacePolicies } from "../../src/entries/policies.ts";
import { type Callers, rounds, tally } from "./callers.ts";
import { openFour, poolSizes } from "./four-databases.ts";

const owner = "019a2f6e-0000-7000-8000-000000000001";
const text = "version: 1\npolicies: [{ name: careful, match: {}, allow: { grace: 10s } }]";

const decisionOf = ({ id, payloadDigest }: PendingAction) =>
  ({ userId: owner, id, payloadDigest, surface: "api" }) as const;

const callers = 60;

/** An action in its time of grace. */
async function allowed(four: Callers, maxAttempts: number): Promise<PendingAction> {
  const proposal = {
    userId: owner,
    summary: "Merge #12",
    actionType: "merge_pr",
    actionPayload: {},
    maxAttempts,
  };
  const proposed = await createPendingAction(four.db(), proposal, four.clock);
  if (proposed.outcome !== "allowed") throw new Error(proposed.outcome);
  return proposed.action;
}

/** A server whose clock is 10 seconds ahead: for it the time of grace is over. */
function ahead({ clock }: Callers) {
  return { now: () => new Date(clock.now().getTime() + 10_000), newId: () => clock.newId() };
}

describe.for(poolSizes)("on four databases with %d connections each", (poolSize) => {
  test(`${callers} take back, claim or approve again: a claimed action was not taken back`, async () => {
    await using four = await openFour(poolSize);
    await replacePolicies(four.db(), { text, basedOn: null }, four.clock);
    for (let round = 0; round < rounds; round++) {
      const action = await allowed(four, 3);
      const results = await four.race<{ readonly outcome: string }>(async (db, n) => {
        if (n % 3 === 0) return takeBackApproval(db, decisionOf(action), four.clock);
        if (n % 3 === 1) return approvePendingAction(db, decisionOf(action), four.clock);
        const claim = { types: ["merge_pr"], worker: `w${n}`, id: action.id };
        const claimed = await claimAction(db, claim, ahead(four));
        return { outcome: claimed === undefined ? "nothing" : "claimed" };
      }, callers);
      const { claimed = 0, taken_back: taken = 0, confirmed = 0 } = tally(results);
      expect([claimed, taken, confirmed]).toEqual(claimed === 1 ? [1, 0, 0] : [0, 1, 0]);
      const key = { userId: owner, id: action.id };
      const found = await findPendingAction(four.db(1), key, four.clock);
      expect(found).toMatchObject(
        claimed === 1 ? { state: "executing", version: 1 } : { state: "pending", version: 2 },
      );
    }
  });

  test(`${callers} take back or wait: who is told to carry it out is right`, async () => {
    await using four = await openFour(poolSize);
    await replacePolicies(four.db(), { text, basedOn: null }, four.clock);
    for (let round = 0; round < rounds; round++) {
      const action = await allowed(four, 0);
      const results = await four.race<{ readonly outcome: string }>(
        (db, n) =>
          n % 4 === 0
            ? takeBackApproval(db, decisionOf(action), four.clock)
            : waitForDecision(db, { userId: owner, id: action.id }, { timeout: 0 }, ahead(four)),
        callers,
      );
      const { taken_back: taken = 0, confirmed = 0 } = tally(results);
      expect(taken === 1 ? confirmed : taken).toBe(0);
      expect(taken + confirmed).toBeGreaterThan(0);
    }
  });
});
