import { type Executor, inTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { requirePerson } from "../person.ts";
import { requireName } from "../redaction/keep-text.ts";
import { retried } from "../retried.ts";
import { ifGiven, requireObject, requireUuid, requireWhole } from "../validate.ts";
import { hasExpired, type PendingAction, toPendingAction } from "./action.ts";
import { actionBytes } from "./action-bytes.ts";
import { expireAction } from "./expire.ts";
import { holdAction } from "./hold-action.ts";
import { pendingActionLimits } from "./limits.ts";
import {
  type ActionPreview,
  encodePreview,
  type NewActionPreview,
  requirePreview,
} from "./preview.ts";
import { makeTransition } from "./transition.ts";
import { expire } from "./verdict.ts";

/** A preview of an action that waits. */
export interface PreviewOfAction {
  readonly actionId: string;
  /** The version of the payload that the preview was made of. */
  readonly version: number;
  readonly preview: NewActionPreview;
  /** The executor's name in the audit trail. Default `executor`. */
  readonly worker?: string | undefined;
  /** UUID of the action's owner. Given, the actions of other users are not found. */
  readonly userId?: string | undefined;
}

/** The outcome of a preview. Only `previewed` changes anything. */
export type Preview =
  | {
      readonly outcome:
        | "previewed"
        /** The payload was edited since, or there is no such version. */
        | "version_mismatch"
        | "already_decided"
        | "expired";
      /** The action as it is now. */
      readonly action: PendingAction;
    }
  /** There is no such action. */
  | { readonly outcome: "not_found" };

/**
 * Shows the people who decide what an executor would do. The preview replaces an earlier one, and an edit of the payload
 * removes it. What people approve is the payload: no digest covers the preview. It is recorded in the same transaction,
 * except a preview that says what the last one said.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function previewAction(
  db: Executor<Database>,
  input: PreviewOfAction,
  context: Context = systemContext,
): Promise<Preview> {
  requireCall(db, context);
  const { actionId, version, preview, worker = "executor", userId } = requireObject("input", input);
  const stopped = atOneInstant(context);
  const asked: AskedPreview = {
    id: requireUuid("actionId", actionId),
    version: requireWhole("version", version, 1, pendingActionLimits.versions),
    preview: requirePreview(preview, stopped),
    worker: requireName("worker", worker, stopped),
    userId: ifGiven("userId", userId, requirePerson),
  };
  return retried(db, () => inTransaction(db, (own) => tryPreview(own, asked, stopped)));
}

interface AskedPreview {
  readonly id: string;
  readonly version: number;
  readonly preview: ActionPreview;
  readonly worker: string;
  readonly userId: string | undefined;
}

async function tryPreview(
  transaction: Transaction<Database>,
  { id, version, preview, worker: by, userId }: AskedPreview,
  context: Context,
): Promise<Preview> {
  const row = await holdAction(transaction, id);
  if (row === undefined || (userId !== undefined && row.user_id !== userId)) {
    return { outcome: "not_found" };
  }
  const action = toPendingAction(row);
  if (hasExpired(action, context.now())) {
    await expireAction(transaction, action, context);
    return { outcome: "expired", action: expire(action).after };
  }
  if (action.state === "expired") return { outcome: "expired", action };
  if (action.state !== "pending") return { outcome: "already_decided", action };
  if (action.version !== version) return { outcome: "version_mismatch", action };
  if (saysTheSame(action.preview, preview)) return { outcome: "previewed", action };
  const stored = encodePreview(preview);
  const set = { preview: stored, content_bytes: actionBytes({ ...row, preview: stored }) };
  const step = { action, to: "pending", event: "previewed", by, details: { version } } as const;
  await makeTransition(transaction, { ...step, set }, context);
  return { outcome: "previewed", action: { ...action, preview } };
}

function saysTheSame(before: ActionPreview | null, preview: ActionPreview): boolean {
  if (before === null) return false;
  return encodePreview(before) === encodePreview({ ...preview, madeAt: before.madeAt });
}
