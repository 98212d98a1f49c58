import { type Executor, HandsFreeError, InvalidInputError } from "@handsfree/query";
import type { Context } from "@handsfree/repositories";
import { recordActionLog } from "@handsfree/repositories/action-logs";
import {
  type Execution,
  ExecutionFailure,
  type PendingAction,
} from "@handsfree/repositories/pending-actions";
import type { Database } from "@handsfree/schema";
import { waitAfter } from "./failure.ts";

/** For as long as an action can be tried, in seconds: 30 days. */
const keyLifeSeconds = 30 * 86_400;

/** The deed, for the audit trail. */
interface DoneAction extends Pick<Execution, "attempt" | "idempotencyKey"> {
  /** The changed subject, as `acme/website#12`. */
  readonly target: string;
  readonly result: unknown;
}

/**
 * Records a side effect as an action log of the owner's, once for all attempts. If the database fails, the next attempt
 * finds what was done and records it. After the last attempt the result of the action alone says it, since a failure would
 * be untrue.
 *
 * @throws {ExecutionFailure} if there is another attempt.
 */
export async function recordReceipt(
  db: Executor<Database>,
  { userId, actionType, actionPayload, maxAttempts }: PendingAction,
  { target, result, attempt, idempotencyKey }: DoneAction,
  context: Context,
): Promise<void> {
  const log = { userId, actionType, target, request: actionPayload, ok: true };
  const keyed = { ...log, idempotencyKey, keyLifeSeconds };
  try {
    await recordActionLog(db, { ...keyed, result }, context).catch((error: unknown) => {
      if (!(error instanceof InvalidInputError)) throw error;
      // The answer cannot be stored.
      return recordActionLog(db, keyed, context);
    });
  } catch (error) {
    if (!(error instanceof HandsFreeError)) throw error;
    if (attempt >= maxAttempts) return;
    throw new ExecutionFailure("it was carried out, and could not be recorded yet", {
      retryAfterSeconds: waitAfter(attempt),
    });
  }
}
