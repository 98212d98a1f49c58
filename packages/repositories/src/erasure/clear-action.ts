import type { Database, PendingActionRow } from "@handsfree/schema";
import type { Transaction } from "kysely";
import type { Context } from "../context.ts";
import { nilUser } from "../person.ts";
import { hasExpired, toPendingAction } from "../pending-actions/action.ts";
import { canBeDecided } from "../pending-actions/approvals.ts";
import { digestAction, hasItsDigest, isVersioned } from "../pending-actions/digest.ts";
import { holdAction } from "../pending-actions/hold-action.ts";
import { makeTransition } from "../pending-actions/transition.ts";

const tooFewLeft = "an approver was erased, and too few are left to reach the number it takes";

/**
 * Removes a person from an action of another user. If the remaining approvers cannot reach the required number of
 * approvals any more, the action is cancelled with that reason, since nothing could decide it.
 */
export async function clearAction(
  transaction: Transaction<Database>,
  { id, userId }: { readonly id: string; readonly userId: string },
  context: Context,
): Promise<void> {
  // Locked: if two people are erased at once, the second transaction must see the first one's change.
  const row = await holdAction(transaction, id);
  if (row === undefined) return;
  const set = withoutPerson(row, userId);
  const action = toPendingAction({ ...row, ...set });
  const isOpen = action.state === "pending" && !hasExpired(action, context.now());
  if (isOpen && !(await canBeDecided(transaction, action, context.now()))) {
    const reason = tooFewLeft;
    const end = { decided_at: context.now(), decided_by: null, decision_reason: reason };
    const transition = {
      action,
      to: "cancelled",
      event: "cancelled",
      by: "erasure",
      reason,
    } as const;
    await makeTransition(transaction, { ...transition, set: { ...set, ...end } }, context);
    return;
  }
  await transaction.updateTable("pending_actions").set(set).where("id", "=", id).execute();
}

type Cleared = Partial<
  Pick<
    PendingActionRow,
    "approvers" | "decided_by" | "decision_reason" | "edited_by" | "payload_digest" | "proposed_by"
  >
>;

/** The columns to change. The digest is computed anew, unless the action had been altered before. */
function withoutPerson(row: PendingActionRow, userId: string): Cleared {
  const decidedIt = row.decided_by === userId;
  const set = {
    proposed_by: row.proposed_by === userId ? nilUser : row.proposed_by,
    edited_by: row.edited_by === userId ? nilUser : row.edited_by,
    decided_by: decidedIt ? nilUser : row.decided_by,
    decision_reason: decidedIt ? null : row.decision_reason,
    approvers: row.approvers === null ? null : without(row.approvers, userId),
  };
  const { payload_digest: digest } = row;
  const follows = isVersioned(digest) && hasItsDigest(toPendingAction(row), digest);
  return follows
    ? { ...set, payload_digest: digestAction(toPendingAction({ ...row, ...set })) }
    : set;
}

function without(approvers: string, userId: string): string {
  const ids = JSON.parse(approvers) as string[];
  return JSON.stringify(ids.filter((id) => id.toLowerCase() !== userId));
}
