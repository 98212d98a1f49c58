import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { callLater, type Context, requireCall, systemContext } from "../../context.ts";
import { ifGiven, requireObject, requireSignal, requireUuid, shown } from "../../validate.ts";
import { maySee, type PendingAction } from "../action.ts";
import { decisionOf } from "./look.ts";
import { watchAction } from "./watches.ts";
import { requirePerson } from "../../person.ts";

/** What came of waiting. An action that the caller neither owns nor may decide is `not_found`. */
export type AwaitedDecision =
  | { readonly outcome: "confirmed" | "cancelled" | "expired"; readonly action: PendingAction }
  | { readonly outcome: "timed_out" }
  | { readonly outcome: "not_found" };

/** Who waits, and for which action. */
export interface AwaitedAction {
  /** UUID of the caller: the owner, or one of the approvers. */
  readonly userId: string;
  /** The action's public id. */
  readonly id: string;
}

/** When to stop waiting. With neither, it ends when the action is decided or expires. */
export interface WaitOptions {
  /** Ends the wait with the signal's reason when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Ends the wait with `timed_out` after so many milliseconds, from 0, which only looks, to 2,147,483,647. */
  readonly timeout?: number | undefined;
}

/** The longest that a timer of Node waits. */
const longestTimeout = 2 ** 31 - 1;

/**
 * Waits until an action is decided: confirmed by as many as it takes, cancelled, or expired. One that was
 * decided before is answered at once, and one that executes or has ended is `confirmed`.
 *
 * Decisions that this process makes are known as soon as they are committed, without looking. Those of other
 * processes, which only PostgreSQL allows, are looked for after 1, 2, 4 and 8 seconds and then every 10;
 * one look serves all who wait for an action. At `expiresAt` it is put down as expired, if nobody was in time.
 * An error of the database that may pass does not end the wait, unless it is of the first look.
 *
 * @param db the database, and no transaction: in one, nobody else's decision can be seen.
 * @throws the signal's reason when it is aborted.
 * @throws {InvalidInputError} naming the field.
 */
export async function waitForDecision(
  db: Executor<Database>,
  awaited: AwaitedAction,
  options: WaitOptions = {},
  context: Context = systemContext,
): Promise<AwaitedDecision> {
  requireCall(db, context);
  const { userId, id } = requireObject("awaited", awaited);
  const { signal, timeout } = requireObject("options", options);
  const caller = requirePerson("userId", userId);
  const actionId = requireUuid("id", id);
  requireTimeout(timeout);
  ifGiven("signal", signal, requireSignal);
  if (db.isTransaction) {
    throw new InvalidInputError(
      "db",
      "is a transaction, which sees no decisions of others; give the database",
    );
  }
  signal?.throwIfAborted();

  const { promise, resolve, reject } = Promise.withResolvers<AwaitedDecision>();
  const mayHear = (action: PendingAction): boolean => maySee(action, caller);
  let hasLooked = false;
  let timeIsUp = timeout === 0;
  const leave = watchAction(
    db,
    actionId,
    {
      mayHear,
      saw: (action) => {
        hasLooked = true;
        const known = answer(action, mayHear);
        if (known) resolve(known);
        else if (timeIsUp) resolve({ outcome: "timed_out" });
      },
      failed: (error, canPass) => {
        // Such as a server that restarts.
        if (!canPass || !hasLooked) reject(error);
      },
    },
    context,
  );
  const cancelTimeout =
    timeout === undefined || timeIsUp
      ? () => undefined
      : callLater(
          context,
          () => {
            timeIsUp = true;
            if (hasLooked) resolve({ outcome: "timed_out" });
          },
          timeout,
        );
  const abort = (): void => reject(signal?.reason as Error);
  signal?.addEventListener("abort", abort, { once: true });
  try {
    return await promise;
  } finally {
    leave();
    cancelTimeout();
    signal?.removeEventListener("abort", abort);
  }
}

/** Undefined as long as there is none. */
function answer(
  action: PendingAction | undefined,
  mayHear: (action: PendingAction) => boolean,
): AwaitedDecision | undefined {
  if (action === undefined || !mayHear(action)) return { outcome: "not_found" };
  const outcome = decisionOf[action.state];
  return outcome && { outcome, action };
}

function requireTimeout(timeout: number | undefined): void {
  if (timeout === undefined) return;
  if (!Number.isInteger(timeout) || timeout < 0 || timeout > longestTimeout) {
    throw new InvalidInputError(
      "timeout",
      `is ${shown(timeout)}; give whole milliseconds from 0 to ${longestTimeout}`,
    );
  }
}
