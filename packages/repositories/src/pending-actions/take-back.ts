import { type Executor, inTransaction } from "@handsfree/query";
import type { Database, PendingActionRow } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { findMemberships } from "../approver-groups/memberships.ts";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { keepOptional } from "../redaction/keep-text.ts";
import { retried } from "../retried.ts";
import { requireObject, requireUuid } from "../validate.ts";
import { type PendingAction, toPendingAction } from "./action.ts";
import { type IdentifiedDecision, requireDecider } from "./decide-by-id.ts";
import { digestAction, hasItsDigest, requireDigest } from "./digest.ts";
import { holdAction } from "./hold-action.ts";
import { maySee, membershipsOf, type Standing, standingOfRole } from "./may-decide.ts";
import { makeTransition } from "./transition.ts";
import { decidedBy } from "./verdict.ts";
import { insertVersions } from "./versions.ts";

/** The outcome of taking an approval back. Only `taken_back` changes anything. */
export type TakeBack =
  | {
      readonly outcome:
        /** The action is pending again, as its next version, or `expired` if its time to decide is over. */
        | "taken_back"
        /** The time of grace is over, or there was none: the action may be carried out, or was. */
        | "too_late"
        /** It is not approved: it waits, or was decided otherwise. */
        | "not_confirmed"
        | "may_not_decide"
        /** The action differs from what the person was shown, or from what was approved. */
        | "digest_mismatch";
      /** The action as it is now. */
      readonly action: PendingAction;
    }
  /** There is no such action that the caller may see. */
  | { readonly outcome: "not_found" };

/**
 * Takes the approval of an action back, before the time of grace that its policy gives is over. The person who confirmed
 * it may do so, and each person who may decide it. All approvals are void, those of policies and grants too: the action
 * waits again, as a version with the same payload and another digest, so that a repeated request for the approval does
 * not count. Of this and a claim by a worker one wins. It is recorded in the same transaction.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function takeBackApproval(
  db: Executor<Database>,
  decision: IdentifiedDecision,
  context: Context = systemContext,
): Promise<TakeBack> {
  requireCall(db, context);
  const { id, payloadDigest, reason, ...decider } = requireObject("decision", decision);
  const asked = {
    ...requireDecider(decider),
    id: requireUuid("id", id),
    shown: requireDigest("payloadDigest", payloadDigest),
    reason: keepOptional("reason", reason, context),
  };
  const stopped = atOneInstant(context);
  return retried(db, () => inTransaction(db, (own) => tryTakeBack(own, asked, stopped)));
}

interface AskedTakeBack extends ReturnType<typeof requireDecider> {
  readonly id: string;
  readonly shown: string;
  readonly reason: string | null;
}

async function tryTakeBack(
  transaction: Transaction<Database>,
  asked: AskedTakeBack,
  context: Context,
): Promise<TakeBack> {
  const row = await holdAction(transaction, asked.id);
  if (row === undefined) return { outcome: "not_found" };
  const action = toPendingAction(row);
  const now = context.now();
  const { userId } = asked;
  const members = await findMemberships(transaction, membershipsOf(action, userId));
  if (!maySee(action, userId, members, now)) return { outcome: "not_found" };
  // Also where another group is asked meanwhile.
  const own = action.decidedBy === userId ? { group: null } : undefined;
  const standing = standingOfRole(action, asked, members, now) ?? own;
  const refusal = refuse(row, action, asked.shown, standing, now);
  if (refusal !== undefined) return { outcome: refusal, action };
  const waiting = withoutApproval(action, now);
  await write(transaction, { row, action, waiting, asked, standing }, context);
  return { outcome: "taken_back", action: waiting };
}

function refuse(
  row: PendingActionRow,
  action: PendingAction,
  shown: string,
  standing: Standing | undefined,
  now: Date,
) {
  if (["executing", "succeeded", "failed", "abandoned"].includes(action.state)) return "too_late";
  if (action.state !== "confirmed") return "not_confirmed";
  if (standing === undefined) return "may_not_decide";
  if (action.executableAt === null || action.executableAt <= now) return "too_late";
  const isAsShown = shown === action.payloadDigest && hasItsDigest(action, row.payload_digest);
  return isAsShown ? undefined : "digest_mismatch";
}

function withoutApproval(action: PendingAction, now: Date): PendingAction {
  const undecided = {
    ...action,
    approvals: 0,
    decidedAt: null,
    decidedBy: null,
    decisionReason: null,
    decidedSurface: null,
    executableAt: null,
  };
  if (action.expiresAt <= now) return { ...undecided, state: "expired" };
  const next = { ...undecided, state: "pending", version: action.version + 1 } as const;
  return { ...next, payloadDigest: digestAction(next) };
}

interface Accepted {
  readonly row: PendingActionRow;
  readonly action: PendingAction;
  readonly waiting: PendingAction;
  readonly asked: AskedTakeBack;
  readonly standing: Standing | undefined;
}

async function write(
  transaction: Transaction<Database>,
  { row, action, waiting, asked, standing }: Accepted,
  context: Context,
): Promise<void> {
  const { userId: by, reason, surface } = asked;
  const isNext = waiting.version > action.version;
  await makeTransition(
    transaction,
    {
      action,
      to: waiting.state,
      event: "taken_back",
      by,
      reason,
      details: {
        payload_digest: waiting.payloadDigest,
        previous_digest: action.payloadDigest,
        voided_approvals: action.approvals,
        surface,
        ...decidedBy(waiting, standing),
      },
      set: {
        approvals: 0,
        decided_at: null,
        decided_by: null,
        decision_reason: null,
        decided_surface: null,
        queued_at: null,
        executable_at: null,
        version: waiting.version,
        payload_digest: waiting.payloadDigest,
      },
      records: isNext ? insertVersions(transaction, row, waiting, asked, context) : [],
    },
    context,
  );
}
