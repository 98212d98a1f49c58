import { AsyncLocalStorage } from "node:async_hooks";
import type { CommitEffect } from "../../commit-effects.ts";
import { DatabaseError, type HandsFreeError } from "../../errors.ts";
import { onStop, throwIfStopped } from "../../stop-source.ts";
import { startLimits, type TransactionLimits } from "../engine/transaction-limits.ts";
import type { Session } from "../session/session.ts";

/** A unit's part of the writer's transaction. */
export interface UnitSlot {
  readonly session: Session;
  /** Whether the unit's own transaction has taken it. */
  taken: boolean;
  /** Whether statements may still run: until the unit ends or is stopped. */
  open: boolean;
  /** The reason why it was stopped, if it was. */
  stopped: HandsFreeError | undefined;
  /** To be called once the group is durable. */
  readonly effects: CommitEffect[];
}

const slots = new AsyncLocalStorage<UnitSlot>();

/** The slot of the unit around this code, if any. */
export function currentUnitSlot(): UnitSlot | undefined {
  return slots.getStore();
}

/** Runs a function in a captured async context. */
type InContext = <T>(work: () => T) => T;

export interface UnitRun {
  readonly limits: TransactionLimits;
  /** The context that the work runs in. The writer runs in that of the caller that woke it. */
  readonly inContext: InContext;
  /** Called when a limit ends the work. */
  readonly onStopped: (error: HandsFreeError) => void;
}

/** Runs work whose Kysely transaction is a part of the writer's transaction. */
export async function runUnit<T>(
  session: Session,
  { limits, inContext, onStopped }: UnitRun,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly effects: readonly CommitEffect[] }> {
  const slot: UnitSlot = { session, taken: false, open: true, stopped: undefined, effects: [] };
  const stopped = Promise.withResolvers<never>();
  const stop = startLimits(limits);
  try {
    throwIfStopped(stop.signal);
    onStop(stop.signal, (error) => {
      onStopped(error);
      slot.stopped = error;
      slot.open = false;
      // No other task of the group runs now.
      session.stop(error);
      stopped.reject(error);
    });
    const result = await Promise.race([stopped.promise, inContext(() => slots.run(slot, work))]);
    return { result, effects: slot.effects };
  } finally {
    stop.release();
    slot.open = false;
  }
}

/**
 * Refuses work that would wait for the unit around it.
 *
 * @throws {DatabaseError} `invalid_query`
 */
export function refuseInsideUnit(): void {
  if (slots.getStore()?.open) {
    throw new DatabaseError(
      "invalid_query",
      "inside a transaction, use the transaction that the callback is given",
    );
  }
}
