import { describe, expect, test } from "vitest";
import {
  approvePendingAction,
  createPendingAction,
  decideMany,
  type Decision,
  type Edit,
  editPendingAction,
  findPendingAction,
  type PendingAction,
  withdrawPendingAction,
} from "../../src/entries/pending-actions.ts";
import { type Callers, callers, rounds, tally } from "./callers.ts";
import { openFour, poolSizes } from "./four-databases.ts";

const owner = "019a2f6e-0000-7000-8000-000000000001";
const ada = "019a2f6e-0000-7000-8000-00000000000a";
const grace = "019a2f6e-0000-7000-8000-00000000000b";

async function propose(four: Callers, requiredApprovals: number): Promise<PendingAction> {
  const proposal = {
    userId: owner,
    summary: "Merge #12",
    actionType: "merge_pr",
    actionPayload: { pr: 0 },
    approvers: [ada, grace],
    requiredApprovals,
    editable: true,
  };
  const proposed = await createPendingAction(four.db(), proposal, four.clock);
  if (proposed.outcome !== "proposed") throw new Error(proposed.outcome);
  return proposed.action;
}

const decisionOf = (userId: string, { id, payloadDigest }: PendingAction) =>
  ({ userId, id, payloadDigest, surface: "api" }) as const;
const find = async (four: Callers, { id }: PendingAction) =>
  (await findPendingAction(four.db(2), { userId: owner, id }, four.clock)) as PendingAction;

describe.for(poolSizes)("on four databases with %d connections each", (poolSize) => {
  test(`${callers} approve or edit: approvals count for the version that was shown alone`, async () => {
    await using four = await openFour(poolSize);
    for (let round = 0; round < rounds; round++) {
      const action = await propose(four, 1);
      const results = await four.race<Decision | Edit>((db, n) =>
        n % 2 === 0
          ? approvePendingAction(db, decisionOf(grace, action), four.clock)
          : editPendingAction(
              db,
              { ...decisionOf(ada, action), actionPayload: { pr: n } },
              four.clock,
            ),
      );
      const found = await find(four, action);
      const isFirst = found.state === "confirmed";
      expect(tally(results)).toEqual(
        isFirst
          ? { confirmed: 1, already_decided: callers - 1 }
          : { edited: 1, digest_mismatch: callers - 1 },
      );
      expect(found).toMatchObject(
        isFirst
          ? { version: 1, payloadDigest: action.payloadDigest }
          : { version: 2, approvals: 0, state: "pending" },
      );
    }
  });

  test(`${callers} approve or withdraw: one of them decides`, async () => {
    await using four = await openFour(poolSize);
    for (let round = 0; round < rounds; round++) {
      const action = await propose(four, 1);
      const withdrawal = { id: action.id, userId: owner, surface: "api" } as const;
      const results = await four.race((db, n) =>
        n % 2 === 0
          ? approvePendingAction(db, decisionOf(grace, action), four.clock)
          : withdrawPendingAction(db, withdrawal, four.clock),
      );
      const { state } = await find(four, action);
      expect(tally(results)).toEqual({ [state]: 1, already_decided: callers - 1 });
    }
  });

  test("two people decide the same 20 actions at once, in other orders: each is decided twice", async () => {
    await using four = await openFour(poolSize);
    const actions = await Promise.all(Array.from({ length: 20 }, () => propose(four, 2)));
    const results = await four.race((db, n) => {
      const order = n % 3 === 0 ? actions.toReversed() : actions;
      const decisions = order.map(({ id, payloadDigest }) => ({
        id,
        payloadDigest,
        verdict: "approve" as const,
      }));
      const decider = { userId: n % 2 === 0 ? ada : grace, surface: "console" } as const;
      return decideMany(db, { ...decider, decisions }, four.clock);
    }, 20);
    const { approved, confirmed } = tally(results.flat());
    expect({ approved, confirmed }).toEqual({ approved: 20, confirmed: 20 });
  });
});
