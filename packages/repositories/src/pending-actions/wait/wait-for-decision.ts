import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { callLater, type Context, requireCall, systemContext } from "../../context.ts";
import {
  ifGiven,
  requireObject,
  requireSignal,
  requireUuid,
  requireWhole,
} from "../../validate.ts";
import type { PendingAction } from "../action.ts";
import { decisionOf } from "./current-action.ts";
import { watchAction } from "./watches.ts";
import { requirePerson } from "../../person.ts";

/** The outcome of waiting. An action is `not_found` for a caller who does not see it (`findPendingAction`). */
export type AwaitedDecision =
  | {
      readonly outcome: "confirmed" | "cancelled" | "rejected" | "denied" | "expired";
      readonly action: PendingAction;
    }
  | { readonly outcome: "timed_out" }
  | { readonly outcome: "not_found" };

/** A caller and the action that they wait for. */
export interface AwaitedAction {
  /** UUID of the caller: the owner, the proposer, or a person who is asked. */
  readonly userId: string;
  /** The action's public id. */
  readonly id: string;
}

/** The ends of a wait besides a decision or the expiry of the action. */
export interface WaitOptions {
  /** Rejects with the signal's reason when it is aborted. */
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds until `timed_out`, from 0, which reads the action once, to 2,147,483,647. Default: no limit. */
  readonly timeout?: number | undefined;
}

/** The longest time of a Node timer. */
const longestTimeout = 2 ** 31 - 1;

/**
 * Waits until an action is confirmed by enough approvers, is cancelled, or expires. A decided action is returned at
 * once; one that executes or has ended is `confirmed`. Where a policy gives a time of grace, `confirmed` comes at its end:
 * from then on the approval cannot be taken back, so the waiter may carry the action out.
 *
 * Decisions in this process are noticed when they are committed, without polling. Decisions in other processes, which
 * only PostgreSQL allows, are noticed by the feed of events within about 100 ms. In any case the action is read again
 * after 1, 2, 4 and 8 seconds and then every 10 seconds. All waiters for an action share one read. At `expiresAt` an undecided action is moved to `expired`. A retryable error of the database
 * ends the wait only in the first read.
 *
 * @param db must not be a transaction, which cannot see the decisions of others.
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
      "must be the database, since a transaction does not see decisions of others",
    );
  }
  signal?.throwIfAborted();

  const { promise, resolve, reject } = Promise.withResolvers<AwaitedDecision>();
  let hasRead = false;
  let timeIsUp = timeout === 0;
  const leave = watchAction(
    db,
    actionId,
    {
      caller,
      found: (action) => {
        hasRead = true;
        const known = answerFor(action);
        if (known) resolve(known);
        else if (timeIsUp) resolve({ outcome: "timed_out" });
      },
      failed: (error, isRetryable) => {
        // For example while a database server restarts.
        if (!isRetryable || !hasRead) reject(error);
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
            if (hasRead) resolve({ outcome: "timed_out" });
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

/** Undefined while the action is not decided. */
function answerFor(action: PendingAction | undefined): AwaitedDecision | undefined {
  if (action === undefined) return { outcome: "not_found" };
  const outcome = decisionOf(action);
  return outcome && { outcome, action };
}

function requireTimeout(timeout: number | undefined): void {
  if (timeout !== undefined) requireWhole("timeout", timeout, 0, longestTimeout);
}
