import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { newId as newTimeOrderedId } from "./new-id.ts";
import type { Redactor } from "./redaction/redactor.ts";
import { ifGiven, requireFunction, requireObject, requireTime, requireUuid } from "./validate.ts";

/** The sources of time and ids, which a test can replace, and the redactor of stored values. */
export interface Context {
  readonly now: () => Date;
  /** Makes a new UUID. Time-ordered ones (version 7) keep a page of history in one key range. */
  readonly newId: () => string;
  /** Schedules a callback. Default: a Node timer. */
  readonly schedule?: Schedule | undefined;
  /**
   * The id of the access key or the session by which the caller was authenticated. The audit rows of the caller's changes
   * name it. Default: none, since the change is made on the machine itself.
   */
  readonly credentialId?: string | undefined;
  /** Removes secrets from stored values; see `createRedactor`. Default `defaultRedactor`. */
  readonly redactor?: Redactor | undefined;
}

/** Calls back once, after so many milliseconds. The returned function cancels it. */
export type Schedule = (callback: () => void, milliseconds: number) => () => void;

/** The machine's clock and UUIDv7: the default of every operation. */
export const systemContext: Context = { now: () => new Date(), newId: newTimeOrderedId };

/**
 * Validates the first and the last argument of a public function.
 *
 * @throws {InvalidInputError} if `db` is not a database, or the context is invalid.
 */
export function requireCall(db: Executor<Database>, context: Context = systemContext): void {
  if (typeof (db as Partial<typeof db> | null | undefined)?.selectFrom !== "function") {
    throw new InvalidInputError(
      "db",
      "is not a database; give that of openDatabase, or a transaction",
    );
  }
  const { now, newId, schedule, credentialId, redactor } = requireObject("context", context);
  requireFunction("context.now", now);
  requireFunction("context.newId", newId);
  ifGiven("context.schedule", schedule, requireFunction);
  ifGiven("context.credentialId", credentialId, requireUuid);
  if (redactor === undefined) return;
  const { isSecret } = requireObject("context.redactor", redactor);
  ifGiven("context.redactor.isSecret", isSecret, requireFunction);
  if (typeof redactor.text !== "function" || typeof redactor.json !== "function") {
    const problem = "must have text and json; make it with createRedactor";
    throw new InvalidInputError("context.redactor", problem);
  }
}

/** Schedules a callback with the context's timer. @returns the function that cancels it. */
export function callLater(
  { schedule = byTimer }: Context,
  callback: () => void,
  milliseconds: number,
): () => void {
  return schedule(callback, milliseconds);
}

function byTimer(callback: () => void, milliseconds: number): () => void {
  const timer = setTimeout(callback, milliseconds);
  return () => clearTimeout(timer);
}

/** The context with its clock stopped, for records that must carry the same time. */
export function atOneInstant(context: Context): Context {
  const now = requireTime("context.now", context.now());
  return { ...context, now: () => now, newId: () => context.newId() };
}
