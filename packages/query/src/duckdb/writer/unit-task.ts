import { AsyncLocalStorage } from "node:async_hooks";
import type { CommitEffect } from "../../commit-effects.ts";
import type { HandsFreeError } from "../../errors.ts";
import type { TransactionLimits } from "../engine/transaction-limits.ts";
import type { Session } from "../session/session.ts";
import { runUnit } from "./run-unit.ts";
import { SettledTask, type Task } from "./task.ts";

/** Several statements that are all kept or none, in a commit that other tasks may share. */
export class UnitTask<Result> extends SettledTask<Result> implements Task {
  readonly bytes = 1000;
  readonly sharesCommit = true;
  readonly #work: () => Promise<Result>;
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
    const unit = {
      limits: this.#limits,
      inContext: this.#inCallersContext,
      onStopped: (error: HandsFreeError) => {
        this.#stopped = error;
      },
    };
    const { result, effects } = await runUnit(session, unit, this.#work);
    this.result = result;
    this.#effects = effects;
  }

  override settle(): void {
    super.settle();
    for (const effect of this.#effects) effect();
  }
}
