import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Context } from "@handsfree/repositories";
import { recordActionLog } from "@handsfree/repositories/action-logs";
import type { PendingAction } from "@handsfree/repositories/pending-actions";
import type { Database } from "@handsfree/schema";

/** For as long as an action can be tried, in seconds: 30 days. */
const keyLifeSeconds = 30 * 86_400;

/** The deed, for the audit trail. */
interface DoneAction {
  /** The changed subject, as `acme/website#12`. */
  readonly target: string;
  readonly result: unknown;
  readonly idempotencyKey: string;
}

/** Records a side effect as an action log of the owner's, once for all attempts. */
export async function recordReceipt(
  db: Executor<Database>,
  { userId, actionType, actionPayload }: PendingAction,
  { target, result, idempotencyKey }: DoneAction,
  context: Context,
): Promise<void> {
  const log = { userId, actionType, target, request: actionPayload, ok: true };
  const keyed = { ...log, idempotencyKey, keyLifeSeconds };
  try {
    await recordActionLog(db, { ...keyed, result }, context);
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    // The answer cannot be stored. The side effect happened.
    await recordActionLog(db, keyed, context);
  }
}
