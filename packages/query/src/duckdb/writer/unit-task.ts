import { AsyncLocalStorage } from "node:async_hooks";
import type { CommitEffect } from "../../commit-effects.ts";
import { DatabaseError, type HandsFreeError } from "../../errors.ts";
import { onStop, throwIfStopped } from "../../stop-source.ts";
import type { Session } from "../session.ts";
import { SettledTask, type Task } from "./task.ts";
import { startLimits, type TransactionLimits } from "../transaction-limits.ts";

/** The place in the writer's transaction that a unit's statements run in. */
export interface UnitSlot {
  readonly session: Session;
  /** Whether the unit's own transaction has taken it. */
  taken: boolean;
  /** Whether statements may still come: not after the unit ended or was stopped. */
  open: boolean;
  /** Why it was stopped, if it was. */
  stopped: HandsFreeError | undefined;
  /** What is to happen once its group is durable. */
  readonly effects: CommitEffect[];
}

const slots = new AsyncLocalStorage<UnitSlot>();

/** The slot of the unit that this code runs in. */
export function currentUnitSlot(): UnitSlot | undefined {
  return slots.getStore();
}

/** Several statements that stand or fall together, in a commit that others may share. */
export class UnitTask<Result> extends SettledTask<Result> implements Task {
  readonly bytes = 1000;
  readonly sharesCommit = true;
  readonly #work: () => Promise<Result>;
  /** The caller's async context; the writer's is that of whoever woke it. */
  readonly #inCallersContext = AsyncLocalStorage.snapshot();
  readonly #limits: TransactionLimits;
  #stopped: HandsFreeError | undefined;
  /** Of its last run; what an earlier one did was rolled back. */
  #effects: readonly CommitEffect[] = [];

  constructor(work: () => Promise<Result>, limits: TransactionLimits) {
    super();
    this.#work = work;
    this.#limits = limits;
  }

  async run(session: Session): Promise<void> {
    // What hung once would hang the others of its group again.
    if (this.#stopped) throw this.#stopped;
    const slot: UnitSlot = { session, taken: false, open: true, stopped: undefined, effects: [] };
    this.#effects = slot.effects;
    const stopped = Promise.withResolvers<never>();
    const stop = startLimits(this.#limits);
    throwIfStopped(stop.signal);
    onStop(stop.signal, (error) => {
      this.#stopped = error;
      slot.stopped = error;
      slot.open = false;
      // Of its group only this unit runs now.
      session.stop(error);
      stopped.reject(error);
    });
    try {
      this.result = await Promise.race([
        stopped.promise,
        this.#inCallersContext(() => slots.run(slot, this.#work)),
      ]);
    } finally {
      stop.release();
      slot.open = false;
    }
  }

  override settle(): void {
    super.settle();
    for (const effect of this.#effects) effect();
  }
}

/**
 * Refuses what would wait for the unit that it is part of.
 *
 * @throws {DatabaseError} `invalid_query`
 */
export function refuseInsideUnit(): void {
  if (slots.getStore()?.open) {
    throw new DatabaseError(
      "invalid_query",
      "inside inTransaction, use the transaction that the callback is given",
    );
  }
}
