import type { Database } from "@handsfree/schema";
import type { Transaction } from "kysely";
import type { Context } from "../context.ts";
import type { RowChange } from "../work/write-changes.ts";
import {
  type ActionColumns,
  hasExpired,
  mayDecide,
  maySee,
  type PendingAction,
  toPendingAction,
} from "./action.ts";
import { approvalKey, insertApproval } from "./approvals.ts";
import type { Decision } from "./decision.ts";
import { hasItsDigest } from "./digest.ts";
import type { ActionTypes } from "./transition.ts";
import { type ActionChange, applyVerdict, expire, type Verdict } from "./verdict.ts";

/** A validated decision of one caller. */
export interface AskedDecision {
  /** The hash of the token. */
  readonly hash: string;
  readonly verdict: Verdict;
  /** The digest that the person was shown, if the caller told it. */
  readonly shown: string | null;
  /** Stands at one instant. */
  readonly context: Context;
}

/** An action that a transaction has read, with the changes of the decisions so far. */
export class OpenAction {
  readonly #transaction: Transaction<Database>;
  /** The keys of the stored approvals. */
  readonly #approved: Set<string>;
  #action: PendingAction;
  #change: RowChange<ActionTypes>;

  constructor(transaction: Transaction<Database>, row: ActionColumns, approved: Set<string>) {
    this.#transaction = transaction;
    this.#approved = approved;
    this.#action = toPendingAction(row);
    const { id, user_id, state, approvals } = row;
    // The number of approvals makes those of several processes follow each other.
    const asRead = { user_id, state, approvals };
    this.#change = { key: id, asRead, set: {}, guards: [], steps: [], records: [] };
  }

  /** What is to be written; undefined for no change. */
  get change(): RowChange<ActionTypes> | undefined {
    return this.#change.steps.length > 0 ? this.#change : undefined;
  }

  decide(asked: AskedDecision): Decision {
    const { verdict, context } = asked;
    const action = this.#action;
    const may = verdict.to === "cancelled" ? maySee : mayDecide;
    if (!may(action, verdict.by)) return { outcome: "not_found" };
    if (hasExpired(action, context.now())) {
      this.#add(expire(action), context);
      return { outcome: "expired", action: this.#action };
    }
    const refusal = this.#refuse(asked);
    if (refusal !== undefined) return { outcome: refusal, action };
    this.#add(applyVerdict(action, verdict, context.now()), context);
    if (verdict.to === "confirmed" && action.requiredApprovals > 1) {
      this.#addApproval(verdict, context);
    }
    return outcomeOf(this.#action);
  }

  /** The reason why the person cannot decide the action like this now; undefined if they can. */
  #refuse({ verdict: { to, by }, shown }: AskedDecision) {
    const action = this.#action;
    if (action.state === "expired") return "expired";
    if (action.state !== "pending") return "already_decided";
    if (shown !== null && shown !== action.payloadDigest) return "digest_mismatch";
    if (to === "cancelled") return undefined;
    // Also without a digest in the decision: actions without a worker are not checked again at a claim.
    if (!hasItsDigest(action, action.payloadDigest)) return "digest_mismatch";
    if (!action.proposerMayApprove && by === action.proposedBy) return "proposer_cannot_approve";
    return this.#approved.has(approvalKey(action.id, by)) ? "already_approved" : undefined;
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
    const { id } = this.#action;
    this.#approved.add(approvalKey(id, verdict.by));
    const record = insertApproval(this.#transaction, id, verdict, context);
    this.#change = { ...this.#change, records: [...this.#change.records, record] };
  }
}

function outcomeOf(action: PendingAction): Decision {
  const missing = action.requiredApprovals - action.approvals;
  if (action.state === "pending") return { outcome: "approved", action, missing };
  return { outcome: action.state === "cancelled" ? "cancelled" : "confirmed", action };
}
