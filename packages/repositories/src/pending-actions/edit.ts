import { type Executor, inTransaction } from "@handsfree/query";
import type { Database, PendingActionRow } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { findMemberships } from "../approver-groups/memberships.ts";
import { canonicalJsonOf, canonicalJsonOfField } from "../canonical-json.ts";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { encodeJson } from "../json.ts";
import { keepOptional } from "../redaction/keep-text.ts";
import { retried } from "../retried.ts";
import { requireObject, requireUuid } from "../validate.ts";
import { hasExpired, type PendingAction, toPendingAction } from "./action.ts";
import { canBeDecided } from "./approvals.ts";
import { type Decider, requireDecider, type ShownAction } from "./decide-by-id.ts";
import { hasItsDigest, requireDigest } from "./digest.ts";
import { type AskedEdit, type EditedAction, editAction } from "./edited-action.ts";
import { expireAction } from "./expire.ts";
import { holdAction } from "./hold-action.ts";
import { pendingActionLimits } from "./limits.ts";
import { maySee, membershipsOf, type Standing, standingOfRole } from "./may-decide.ts";
import { makeTransition } from "./transition.ts";
import { decidedBy, expire } from "./verdict.ts";
import { insertVersions } from "./versions.ts";

/** A person's change of an action's payload, before it is decided. */
export interface ActionEdit extends Decider, ShownAction {
  /** The new payload: any JSON value with at most 1000 levels of nesting. */
  readonly actionPayload: unknown;
}

/** The outcome of an edit. Only `edited` changes anything. */
export type Edit =
  | {
      readonly outcome:
        | "edited"
        /** The proposal, or the policy, does not let approvers change the payload. */
        | "not_editable"
        /** It is the payload that the action has. */
        | "unchanged"
        /** The action has as many versions as it may have. */
        | "too_many_versions"
        /** Too few people could approve the new version, for example because the editor may not. */
        | "too_few_approvers"
        | "already_decided"
        | "may_not_decide"
        /** The action differs from what the person was shown, or from what was proposed. */
        | "digest_mismatch"
        | "expired";
      /** The action as it is now. */
      readonly action: PendingAction;
    }
  | {
      /** A policy denies the action with the new payload. */
      readonly outcome: "denied_by_policy";
      readonly action: PendingAction;
      /** The reason that the policy gives. */
      readonly reason: string;
    }
  /** There is no such action that the caller may see. */
  | { readonly outcome: "not_found" };

/**
 * Changes the payload of an action that waits. The caller must be asked, as for an approval. The new payload is the next
 * version, with a digest of its own, and all approvals so far are void. Policies judge it again: one that denies it
 * refuses the edit, and one that asks other people, or for another number, is followed. An edit never decides: the action
 * waits on, also if a policy would allow it. It is recorded in the same transaction.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function editPendingAction(
  db: Executor<Database>,
  edit: ActionEdit,
  context: Context = systemContext,
): Promise<Edit> {
  requireCall(db, context);
  const { id, payloadDigest, reason, actionPayload, ...decider } = requireObject("edit", edit);
  const payload = encodeJson("actionPayload", actionPayload);
  const asked: AskedEdit = {
    ...requireDecider(decider),
    id: requireUuid("id", id),
    shown: requireDigest("payloadDigest", payloadDigest),
    payload,
    canonicalPayload: canonicalJsonOfField("actionPayload", payload),
    reason: keepOptional("reason", reason, context),
  };
  const stopped = atOneInstant(context);
  return retried(db, () => inTransaction(db, (own) => tryEdit(own, asked, stopped)));
}

async function tryEdit(
  transaction: Transaction<Database>,
  asked: AskedEdit,
  context: Context,
): Promise<Edit> {
  const row = await holdAction(transaction, asked.id);
  if (row === undefined) return { outcome: "not_found" };
  const action = toPendingAction(row);
  const now = context.now();
  const members = await findMemberships(transaction, membershipsOf(action, asked.userId));
  if (!maySee(action, asked.userId, members, now)) return { outcome: "not_found" };
  if (hasExpired(action, now)) {
    await expireAction(transaction, action, context);
    return { outcome: "expired", action: expire(action).after };
  }
  const standing = standingOfRole(action, asked, members, now);
  const refusal = refuse(row, action, asked, standing);
  if (refusal !== undefined) return { outcome: refusal, action };
  const edited = await editAction(transaction, row, asked, now);
  if ("denied" in edited) {
    return { outcome: "denied_by_policy", action, reason: edited.denied };
  }
  if (!(await canBeDecided(transaction, edited.action, now))) {
    return { outcome: "too_few_approvers", action };
  }
  await write(transaction, { row, action, edited, asked, standing }, context);
  return { outcome: "edited", action: edited.action };
}

function refuse(
  row: PendingActionRow,
  action: PendingAction,
  { shown, canonicalPayload }: AskedEdit,
  standing: Standing | undefined,
) {
  if (action.state === "expired") return "expired";
  if (action.state !== "pending") return "already_decided";
  if (standing === undefined) return "may_not_decide";
  if (shown !== action.payloadDigest) return "digest_mismatch";
  if (!hasItsDigest(action, row.payload_digest)) return "digest_mismatch";
  if (!action.editable) return "not_editable";
  if (canonicalJsonOf(action.actionPayloadJson) === canonicalPayload) return "unchanged";
  return action.version >= pendingActionLimits.versions ? "too_many_versions" : undefined;
}

interface Accepted {
  readonly row: PendingActionRow;
  readonly action: PendingAction;
  readonly edited: EditedAction;
  readonly asked: AskedEdit;
  readonly standing: Standing | undefined;
}

async function write(
  transaction: Transaction<Database>,
  { row, action, edited, asked, standing }: Accepted,
  context: Context,
): Promise<void> {
  const { userId: by, reason, surface } = asked;
  await makeTransition(
    transaction,
    {
      action,
      to: "pending",
      event: "edited",
      by,
      reason,
      details: {
        payload_digest: edited.action.payloadDigest,
        previous_digest: action.payloadDigest,
        required_approvals: edited.action.requiredApprovals,
        voided_approvals: action.approvals,
        surface,
        ...decidedBy(edited.action, standing),
        explanation: edited.explanation,
      },
      set: edited.set,
      records: insertVersions(transaction, row, edited.action, asked, context),
    },
    context,
  );
}
