import type { Database, UserRole } from "@handsfree/schema";
import type { Transaction } from "kysely";
import type { Memberships } from "../approver-groups/memberships.ts";
import type { Context } from "../context.ts";
import { type ApprovalTerms, plainTerms } from "../policies/store/find-approval-terms.ts";
import type { RowChange } from "../work/write-changes.ts";
import { type ActionColumns, hasExpired, type PendingAction, toPendingAction } from "./action.ts";
import { approvalKey, insertApproval } from "./approvals.ts";
import type { Decision } from "./decision.ts";
import { hasItsDigest } from "./digest.ts";
import { pendingActionLimits } from "./limits.ts";
import { mayApprove, maySee, type Standing, standingOfRole } from "./may-decide.ts";
import type { ActionTypes } from "./transition.ts";
import { type ActionChange, applyVerdict, expire, type Verdict } from "./verdict.ts";

/** A validated decision of one caller. */
export interface AskedDecision {
  /** How the caller finds the action: by the hash of a token, which is for the owner alone, or by its id. */
  readonly column: "id" | "token_sha256";
  readonly key: string;
  /** The caller's role; a member decides only their own actions. `service` for a service, which can only cancel. */
  readonly role: UserRole | "service";
  readonly verdict: Verdict;
  /** The digest that the person was shown, if the caller told it. */
  readonly shown: string | null;
  /** When the caller signed in with a passkey, if the decision is by that session. */
  readonly passkeyAt?: Date | undefined;
  /** Stands at one instant. */
  readonly context: Context;
}

/** The approvals and memberships that a transaction has read for its decisions. */
export interface KnownDecisions {
  /** The keys of the stored approvals. */
  readonly approved: Set<string>;
  /** The memberships of the people who decide. */
  readonly members: Memberships;
  /** The policies' terms for the approvals of the actions, by their ids. */
  readonly terms: ReadonlyMap<string, ApprovalTerms>;
}

/** An action that a transaction has read, with the changes of the decisions so far. */
export class OpenAction {
  readonly #transaction: Transaction<Database>;
  readonly #known: KnownDecisions;
  #action: PendingAction;
  #change: RowChange<ActionTypes>;

  constructor(transaction: Transaction<Database>, row: ActionColumns, known: KnownDecisions) {
    this.#transaction = transaction;
    this.#known = known;
    this.#action = toPendingAction(row);
    const { id, user_id, state, approvals, version } = row;
    // The number of approvals makes those of several processes follow each other, and edits change the version.
    const asRead = { user_id, state, approvals, version };
    this.#change = { key: id, asRead, set: {}, guards: [], steps: [], records: [] };
  }

  /** The change to write; undefined for none. */
  get change(): RowChange<ActionTypes> | undefined {
    return this.#change.steps.length > 0 ? this.#change : undefined;
  }

  decide(asked: AskedDecision): Decision {
    const { verdict, context } = asked;
    const action = this.#action;
    if (!this.#isFoundBy(asked)) return { outcome: "not_found" };
    if (hasExpired(action, context.now())) {
      this.#add(expire(action), context);
      return { outcome: "expired", action: this.#action };
    }
    const standing = this.#standingOf(asked);
    const refusal = this.#refuse(asked, standing);
    if (refusal !== undefined) return { outcome: refusal, action };
    const { graceSeconds } = this.#termsOf(action);
    this.#add(applyVerdict(action, verdict, { standing, graceSeconds }, context.now()), context);
    if (verdict.to === "confirmed" && action.requiredApprovals > 1) {
      this.#addApproval(verdict, context);
    }
    return outcomeOf(this.#action);
  }

  #termsOf({ id }: PendingAction): ApprovalTerms {
    return this.#known.terms.get(id) ?? plainTerms;
  }

  #isFoundBy({ column, role, verdict: { by }, context }: AskedDecision): boolean {
    if (column === "token_sha256") return this.#action.userId === by;
    if (role === "service") return this.#action.serviceId === by;
    return maySee(this.#action, by, this.#known.members, context.now());
  }

  /** By what the caller may make the decision. A cancellation needs no standing among the people who are asked. */
  #standingOf({ role, verdict: { to, by }, context }: AskedDecision): Standing | undefined {
    const { userId, proposedBy, serviceId } = this.#action;
    if (to === "cancelled") {
      return [userId, proposedBy, serviceId].includes(by) ? { group: null } : undefined;
    }
    if (role === "service") return undefined;
    const caller = { userId: by, role };
    return standingOfRole(this.#action, caller, this.#known.members, context.now());
  }

  /** The reason why the person cannot decide the action like this now; undefined if they can. */
  #refuse(asked: AskedDecision, standing: Standing | undefined) {
    const {
      verdict: { to, by },
      shown,
    } = asked;
    const action = this.#action;
    if (action.state === "expired") return "expired";
    if (action.state !== "pending") return "already_decided";
    if (standing === undefined) return "may_not_decide";
    if (shown !== null && shown !== action.payloadDigest) return "digest_mismatch";
    if (to !== "confirmed") return undefined;
    // Also without a digest in the decision: actions without a worker are not checked again at a claim.
    if (!hasItsDigest(action, action.payloadDigest)) return "digest_mismatch";
    if (!mayApprove(action, by)) return "proposer_cannot_approve";
    const { id, version } = action;
    if (this.#termsOf(action).isStrong && !isConfirmedStrongly(asked)) {
      return "strong_confirmation_needed";
    }
    return this.#known.approved.has(approvalKey(id, by, version)) ? "already_approved" : undefined;
  }

  #add({ after, set, step }: ActionChange, context: Context): void {
    this.#action = after;
    this.#change = {
      ...this.#change,
      set: { ...this.#change.set, ...set },
      steps: [...this.#change.steps, { step, context }],
    };
  }

  #addApproval(verdict: Verdict, context: Context): void {
    const action = this.#action;
    this.#known.approved.add(approvalKey(action.id, verdict.by, action.version));
    const record = insertApproval(this.#transaction, action, verdict, context);
    this.#change = { ...this.#change, records: [...this.#change.records, record] };
  }
}

/** A voice can be anybody's, also right after the sign-in. A clock may be set back between the two. */
function isConfirmedStrongly({ passkeyAt, verdict: { surface }, context }: AskedDecision): boolean {
  if (passkeyAt === undefined || surface === "voice") return false;
  const age = Math.abs(context.now().getTime() - passkeyAt.getTime());
  return age <= pendingActionLimits.strongConfirmation * 1000;
}

function outcomeOf(action: PendingAction): Decision {
  const missing = action.requiredApprovals - action.approvals;
  if (action.state === "pending") return { outcome: "approved", action, missing };
  return { outcome: action.state as "cancelled" | "confirmed" | "rejected", action };
}
