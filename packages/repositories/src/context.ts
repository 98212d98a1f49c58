import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { v7 } from "uuid";
import type { Redactor } from "./redaction/redactor.ts";
import { ifGiven, requireFunction, requireObject, requireTime } from "./validate.ts";

/** Where time and identity come from, so that a test can decide both, and what is kept out of the records. */
export interface Context {
  readonly now: () => Date;
  /** A new UUID; time-ordered ones (version 7) keep a page of history in one key range. */
  readonly newId: () => string;
  /** How to be called back later. Default: a timer of Node's. */
  readonly schedule?: Schedule | undefined;
  /** Takes secrets out of what is stored; see `createRedactor`. Default `defaultRedactor`. */
  readonly redactor?: Redactor | undefined;
}

/** Calls back once, so many milliseconds from now. What it returns keeps that from happening. */
export type Schedule = (callback: () => void, milliseconds: number) => () => void;

/** The machine's clock and UUIDv7. What every operation uses when it is given no other. */
export const systemContext: Context = { now: () => new Date(), newId: () => v7() };

/**
 * What every public function asks first.
 *
 * @throws {InvalidInputError} unless it was given what it works on and, where it takes one, a context.
 */
export function requireCall(db: Executor<Database>, context: Context = systemContext): void {
  if (typeof (db as Partial<typeof db> | null | undefined)?.selectFrom !== "function") {
    throw new InvalidInputError(
      "db",
      "is not a database; give that of openDatabase, or a transaction",
    );
  }
  const { now, newId, schedule, redactor } = requireObject("context", context);
  requireFunction("context.now", now);
  requireFunction("context.newId", newId);
  ifGiven("context.schedule", schedule, requireFunction);
  if (redactor === undefined) return;
  const { isSecret } = requireObject("context.redactor", redactor);
  ifGiven("context.redactor.isSecret", isSecret, requireFunction);
  if (typeof redactor.text !== "function" || typeof redactor.json !== "function") {
    const problem = "must have text and json; make it with createRedactor";
    throw new InvalidInputError("context.redactor", problem);
  }
}

/** Calls back by the context's own timer. @returns what keeps that from happening. */
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

/** The same context with its clock stopped, for what must carry one time. */
export function atOneInstant(context: Context): Context {
  const now = requireTime("context.now", context.now());
  return { ...context, now: () => now, newId: () => context.newId() };
}
