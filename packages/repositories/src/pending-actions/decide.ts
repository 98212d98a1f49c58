import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { keepOptional } from "../redaction/keep-text.ts";
import { hasExpired, mayDecide, maySee, type PendingAction } from "./action.ts";
import { hasApproved } from "./approvals.ts";
import { hasItsDigest, requireDigest } from "./digest.ts";
import { expireAction } from "./expire.ts";
import { findByToken, type TokenHolder } from "./find.ts";
import { type Verdict, writeVerdict } from "./verdict.ts";
import { requirePerson } from "../person.ts";
import { requireObject } from "../validate.ts";

/** A decision by the holder of a token. */
export interface NewDecision extends TokenHolder {
  /** The `payloadDigest` that the person was shown. If the action has another one, the decision is refused. */
  readonly payloadDigest?: string | null | undefined;
  /** Up to 1000 characters. Secrets are redacted. */
  readonly reason?: string | null | undefined;
}

/** The outcome of a decision. */
export type Decision =
  | {
      readonly outcome:
        | "confirmed"
        | "cancelled"
        /** The action was confirmed or cancelled before. */
        | "already_decided"
        /** The person has approved before. */
        | "already_approved"
        | "proposer_cannot_approve"
        /** The action differs from what the person was shown, or from what was proposed. */
        | "digest_mismatch"
        | "expired";
      readonly action: PendingAction;
    }
  | {
      /** The approval counts, and the action needs more. */
      readonly outcome: "approved";
      readonly action: PendingAction;
      /** The number of approvals that it still needs. */
      readonly missing: number;
    }
  /** There is no action with this token that the caller may decide. */
  | { readonly outcome: "not_found" };

/** The outcome of a cancellation; one is always enough. */
export type Cancellation = Exclude<Decision, { readonly outcome: "approved" }>;

/**
 * Confirms an action, or approves it if it needs several approvals. Of concurrent decisions one wins. It is recorded in
 * the same transaction.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function confirmPendingAction(
  db: Executor<Database>,
  decision: NewDecision,
  context: Context = systemContext,
): Promise<Decision> {
  requireCall(db, context);
  return decide(db, "confirmed", decision, atOneInstant(context));
}

/**
 * Cancels an action. The owner and each approver may do so. Of concurrent decisions one wins. It is recorded in the
 * same transaction.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function cancelPendingAction(
  db: Executor<Database>,
  decision: NewDecision,
  context: Context = systemContext,
): Promise<Cancellation> {
  requireCall(db, context);
  return (await decide(db, "cancelled", decision, atOneInstant(context))) as Cancellation;
}

/**
 * Reads before it writes, so that late callers do not occupy the writer. The conditional write decides which caller
 * wins. A caller that loses reads again. The loop ends, since each loss means that another decision moved the action
 * forward.
 */
async function decide(
  db: Executor<Database>,
  to: "confirmed" | "cancelled",
  decision: NewDecision,
  context: Context,
): Promise<Decision> {
  const { payloadDigest, reason, ...holder } = requireObject("decision", decision);
  const shown = requireDigest("payloadDigest", payloadDigest);
  const verdict: Verdict = {
    to,
    by: requirePerson("userId", holder.userId),
    reason: keepOptional("reason", reason, context),
  };
  for (;;) {
    const action = await findByToken(db, holder);
    const may = to === "cancelled" ? maySee : mayDecide;
    if (action === undefined || !may(action, verdict.by)) return { outcome: "not_found" };
    if (hasExpired(action, context.now())) {
      const expired = { outcome: "expired", action: { ...action, state: "expired" } } as const;
      if (await expireAction(db, action, context)) return expired;
      continue;
    }
    const refusal = await refuse(db, action, verdict, shown);
    if (refusal) return { outcome: refusal, action };
    const decided = await writeVerdict(db, action, verdict, context);
    if (decided) return outcomeOf(decided);
  }
}

/** The reason why the person cannot decide the action like this now; undefined if they can. */
async function refuse(
  db: Executor<Database>,
  action: PendingAction,
  { to, by }: Verdict,
  shown: string | null,
) {
  if (action.state === "expired") return "expired";
  if (action.state !== "pending") return "already_decided";
  if (shown !== null && shown !== action.payloadDigest) return "digest_mismatch";
  if (to === "cancelled") return undefined;
  // Also without a digest in the decision: actions without a worker are not checked again at a claim.
  if (!hasItsDigest(action, action.payloadDigest)) return "digest_mismatch";
  if (!action.proposerMayApprove && by === action.proposedBy) return "proposer_cannot_approve";
  return (await hasApproved(db, action, by)) ? "already_approved" : undefined;
}

function outcomeOf(action: PendingAction): Decision {
  const missing = action.requiredApprovals - action.approvals;
  if (action.state === "pending") return { outcome: "approved", action, missing };
  return { outcome: action.state === "cancelled" ? "cancelled" : "confirmed", action };
}
