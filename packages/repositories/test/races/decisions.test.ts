import { describe, expect, test } from "vitest";
import { listActionLogs } from "../../src/entries/action-logs.ts";
import {
  approvePendingAction,
  cancelPendingAction,
  confirmPendingAction,
  createPendingAction,
  findPendingAction,
  type IdentifiedDecision,
  type NewPendingAction,
  type PendingAction,
} from "../../src/entries/pending-actions.ts";
import { type Callers, callers, rounds, tally } from "./callers.ts";
import { openFour, poolSizes } from "./four-databases.ts";

const userId = "019a2f6e-0000-7000-8000-000000000001";
const other = "019a2f6e-0000-7000-8000-000000000002";

async function propose(four: Callers, input: Partial<NewPendingAction> = {}) {
  const proposal = { userId, summary: "Merge #12", actionType: "merge_pr", actionPayload: {} };
  const proposed = await createPendingAction(four.db(), { ...proposal, ...input }, four.clock);
  if (proposed.outcome !== "proposed") throw new Error(proposed.outcome);
  return proposed;
}

function decisionOf(by: string, { id, payloadDigest }: PendingAction): IdentifiedDecision {
  return { userId: by, id, payloadDigest, surface: "api" };
}

/** What the audit trail says that happened to the action, beside its proposal. */
async function eventsOf(four: Callers, id: string): Promise<string[]> {
  const { items } = await listActionLogs(four.db(3), { userId, target: id, limit: 1000 });
  return items
    .map(({ actionType }) => actionType.replace("pending_action.", ""))
    .filter((event) => event !== "proposed")
    .toSorted();
}

const stateOf = async (four: Callers, id: string) =>
  (await findPendingAction(four.db(2), { userId, id }, four.clock))?.state;

describe.for(poolSizes)("on four databases with %d connections each", (poolSize) => {
  test(`${callers} confirm one action: one does`, async () => {
    await using four = await openFour(poolSize);
    for (let round = 0; round < rounds; round++) {
      const { action, token } = await propose(four);
      const results = await four.race((db) =>
        confirmPendingAction(db, { userId, token }, four.clock),
      );
      expect(tally(results)).toEqual({ confirmed: 1, already_decided: callers - 1 });
      expect(await eventsOf(four, action.id)).toEqual(["confirmed"]);
    }
  });

  test(`${callers} confirm or cancel one action: one of them decides, and all hear the same`, async () => {
    await using four = await openFour(poolSize);
    for (let round = 0; round < rounds; round++) {
      const { action, token } = await propose(four);
      const verdicts = Array.from({ length: callers }, () => four.draw(2));
      const results = await four.race((db, n) =>
        (verdicts[n] === 0 ? confirmPendingAction : cancelPendingAction)(
          db,
          { userId, token },
          four.clock,
        ),
      );
      const state = await stateOf(four, action.id);
      expect(tally(results)).toEqual({ [String(state)]: 1, already_decided: callers - 1 });
      const heard = results.map((result) => "action" in result && result.action.state);
      expect(new Set(heard)).toEqual(new Set([state]));
      expect(await eventsOf(four, action.id)).toEqual([state]);
    }
  });

  test(`${callers} approve, and two people have to: each of the two counts once`, async () => {
    await using four = await openFour(poolSize);
    for (let round = 0; round < rounds; round++) {
      const { action } = await propose(four, {
        approvers: [userId, other],
        requiredApprovals: 2,
      });
      const results = await four.race((db, n) =>
        approvePendingAction(db, decisionOf(n % 2 === 0 ? userId : other, action), four.clock),
      );
      const { approved, confirmed, already_approved = 0, already_decided = 0 } = tally(results);
      expect({ approved, confirmed }).toEqual({ approved: 1, confirmed: 1 });
      expect(already_approved + already_decided).toBe(callers - 2);
      expect(await eventsOf(four, action.id)).toEqual(["approved", "confirmed"]);
    }
  });

  test(`${callers} decide when the time is over: it expires once, and nobody has decided`, async () => {
    await using four = await openFour(poolSize);
    for (let round = 0; round < rounds; round++) {
      const { action, token } = await propose(four, { expiresInSeconds: 10 });
      four.clock.advance(10_000);
      const results = await four.race((db, n) =>
        (n % 2 === 0 ? confirmPendingAction : cancelPendingAction)(
          db,
          { userId, token },
          four.clock,
        ),
      );
      expect(tally(results)).toEqual({ expired: callers });
      expect(await eventsOf(four, action.id)).toEqual(["expired"]);
    }
  });
});
