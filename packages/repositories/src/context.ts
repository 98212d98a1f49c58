import { v7 } from "uuid";
import type { Redactor } from "./redaction/redactor.ts";

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
  const now = context.now();
  return { ...context, now: () => now, newId: () => context.newId() };
}
