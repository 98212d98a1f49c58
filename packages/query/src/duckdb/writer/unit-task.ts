import { AsyncLocalStorage } from "node:async_hooks";
import { DatabaseError } from "../../errors.ts";
import type { Session } from "../session.ts";
import { SettledTask, type Task } from "./task.ts";

/** The place in the writer's transaction that a unit's statements run in. */
export interface UnitSlot {
  readonly session: Session;
  /** Whether the unit's own transaction has taken it. */
  taken: boolean;
  /** Whether statements may still come: not after the unit ended or ran out of time. */
  open: boolean;
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
  readonly #timeLimit: number;
  #timedOut = false;

  /** @param timeLimit in milliseconds. */
  constructor(work: () => Promise<Result>, timeLimit: number) {
    super();
    this.#work = work;
    this.#timeLimit = timeLimit;
  }

  async run(session: Session): Promise<void> {
    // What hung once would hang the others of its group again.
    if (this.#timedOut) throw timeLimitError(this.#timeLimit);
    const slot: UnitSlot = { session, taken: false, open: true };
    const timedOut = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      this.#timedOut = true;
      timedOut.reject(timeLimitError(this.#timeLimit));
    }, this.#timeLimit);
    try {
      this.result = await Promise.race([
        this.#inCallersContext(() => slots.run(slot, this.#work)),
        timedOut.promise,
      ]);
    } finally {
      clearTimeout(timer);
      slot.open = false;
    }
  }
}

export function timeLimitError(milliseconds: number): DatabaseError {
  return new DatabaseError(
    "transaction_timed_out",
    `a transaction held the writer for ${milliseconds} ms and was rolled back; do slow work outside it`,
    { retryable: true },
  );
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
