import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Context } from "../context.ts";
import type { PendingAction } from "./action.ts";
import { insertApproval } from "./approvals.ts";
import { makeTransition } from "./transition.ts";

/** The decision of one person. */
export interface Verdict {
  readonly to: "confirmed" | "cancelled";
  /** UUID of the person, in lower case. */
  readonly by: string;
  readonly reason: string | null;
}

/**
 * Writes a verdict on condition that the action is unchanged since it was read. The guard on the number of approvals
 * makes concurrent approvals follow each other, so that each counted approval is stored, and each person counts once.
 *
 * @returns the action after the change; undefined if another change came first.
 */
export async function writeVerdict(
  db: Executor<Database>,
  action: PendingAction,
  verdict: Verdict,
  context: Context,
): Promise<PendingAction | undefined> {
  const now = context.now();
  const { by, reason } = verdict;
  const confirms = verdict.to === "confirmed";
  const approvals = confirms ? action.approvals + 1 : action.approvals;
  const isLast = !confirms || approvals >= action.requiredApprovals;
  const to = isLast ? verdict.to : "pending";
  const isExecutable = to === "confirmed" && action.maxAttempts > 0;
  const several = confirms && action.requiredApprovals > 1;
  const decided = isLast
    ? { decidedAt: now, decidedBy: by, decisionReason: reason }
    : { decidedAt: null, decidedBy: null, decisionReason: null };
  const won = await makeTransition(
    db,
    {
      action,
      to,
      event: isLast ? verdict.to : "approved",
      by,
      reason,
      set: {
        payload_digest: action.payloadDigest,
        approvals,
        decided_at: decided.decidedAt,
        queued_at: isExecutable ? now : null,
        decided_by: decided.decidedBy,
        decision_reason: decided.decisionReason,
      },
      guard: (row) =>
        row.and([row("approvals", "=", action.approvals), row("expires_at", ">", now)]),
      details: { approvals, required_approvals: action.requiredApprovals },
      records: several ? [insertApproval(db, action, verdict, context)] : [],
    },
    context,
  );
  return won ? { ...action, ...decided, state: to, approvals } : undefined;
}
