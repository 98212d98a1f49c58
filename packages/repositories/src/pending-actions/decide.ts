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

/** Who decides, by which token, and why. */
export interface NewDecision extends TokenHolder {
  /** The `payloadDigest` of the action as the person was shown it; where it differs nothing is decided. */
  readonly payloadDigest?: string | null | undefined;
  /** Up to 1000 characters. Secrets in it are redacted. */
  readonly reason?: string | null | undefined;
}

/** What came of an attempt to decide. */
export type Decision =
  | {
      readonly outcome:
        | "confirmed"
        | "cancelled"
        /** It was confirmed or cancelled before. */
        | "already_decided"
        /** The same person's approval counts once. */
        | "already_approved"
        | "proposer_cannot_approve"
        /** The action is not the one that the person was shown, or no longer the one that was proposed. */
        | "digest_mismatch"
        | "expired";
      readonly action: PendingAction;
    }
  | {
      /** This approval counts, and it takes more. */
      readonly outcome: "approved";
      readonly action: PendingAction;
      /** How many more people must approve. */
      readonly missing: number;
    }
  /** No action with this token is the caller's to decide. */
  | { readonly outcome: "not_found" };

/** What came of an attempt to cancel, which is never one of several. */
export type Cancellation = Exclude<Decision, { readonly outcome: "approved" }>;

/**
 * Confirms an action, or approves it where it takes several people: of any number of attempts one wins,
 * and is on record in the same transaction.
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
 * Cancels an action: any one approver can, and the owner, who withdraws what waits for others. Of any number of
 * attempts one wins, and is on record in the same transaction.
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
 * Looks before it writes, so that who comes too late does not take the writer's time; the write then
 * has all of the condition in it, and decides alone who wins. Who loses to another looks again: each
 * loss is a step of another's towards the end of the action.
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

/** Why the action is not this person's to decide in this way now; undefined where it is. */
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
  // Also where no digest is named: what no worker executes is not looked at again.
  if (!hasItsDigest(action, action.payloadDigest)) return "digest_mismatch";
  if (!action.proposerMayApprove && by === action.proposedBy) return "proposer_cannot_approve";
  return (await hasApproved(db, action, by)) ? "already_approved" : undefined;
}

function outcomeOf(action: PendingAction): Decision {
  const missing = action.requiredApprovals - action.approvals;
  if (action.state === "pending") return { outcome: "approved", action, missing };
  return { outcome: action.state === "cancelled" ? "cancelled" : "confirmed", action };
}
