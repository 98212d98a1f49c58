import { AsyncLocalStorage } from "node:async_hooks";
import type { CommitEffect } from "../../commit-effects.ts";
import { DatabaseError, type HandsFreeError } from "../../errors.ts";
import { onStop, throwIfStopped } from "../../stop-source.ts";
import type { Session } from "../session/session.ts";
import { SettledTask, type Task } from "./task.ts";
import { startLimits, type TransactionLimits } from "../engine/transaction-limits.ts";

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

/** Several statements that are all kept or none, in a commit that other tasks may share. */
export class UnitTask<Result> extends SettledTask<Result> implements Task {
  readonly bytes = 1000;
  readonly sharesCommit = true;
  readonly #work: () => Promise<Result>;
  /** The caller's async context. The writer runs in that of the caller that woke it. */
  readonly #inCallersContext = AsyncLocalStorage.snapshot();
  readonly #limits: TransactionLimits;
  #stopped: HandsFreeError | undefined;
  /** The effects of the last run. Earlier runs were rolled back. */
  #effects: readonly CommitEffect[] = [];

  constructor(work: () => Promise<Result>, limits: TransactionLimits) {
    super();
    this.#work = work;
    this.#limits = limits;
  }

  async run(session: Session): Promise<void> {
    // A unit that hung would hold up its group again.
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
      // No other task of the group runs now.
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
 * Refuses work that would wait for the unit around it.
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
