import { AsyncLocalStorage } from "node:async_hooks";
import type { CommitEffect } from "../../commit-effects.ts";
import type { HandsFreeError } from "../../errors.ts";
import type { TransactionLimits } from "../engine/transaction-limits.ts";
import type { Session } from "../session/session.ts";
import { runUnit } from "./run-unit.ts";
import { type Batch, SettledTask, type Task } from "./task.ts";

/** One caller's part of work that serves many callers in one transaction. */
export interface SharedPart<Input, Output> {
  /** The same for all parts that one run can serve. */
  readonly name: string;
  readonly input: Input;
  /** About how much memory the input holds, in bytes. */
  readonly bytes: number;
  readonly limits: TransactionLimits;
  /** Runs a Kysely transaction that serves the inputs in their order. */
  readonly serve: (inputs: readonly Input[]) => Promise<readonly Output[]>;
}

/** The work serves many callers, so it must not run in the async context of one of them. */
const outsideAsyncContext = AsyncLocalStorage.snapshot();

/** A task that is served together with the waiting tasks of its name. */
export class SharedTask<Input, Output> extends SettledTask<Output> implements Task {
  readonly sharesCommit = true;
  readonly bytes: number;
  readonly batch: Batch;
  readonly #part: SharedPart<Input, Output>;
  #stopped: HandsFreeError | undefined;
  /** The effects of the last run, which one of its tasks has. */
  #effects: readonly CommitEffect[] = [];

  constructor(part: SharedPart<Input, Output>) {
    super();
    this.bytes = part.bytes;
    this.#part = part;
    this.batch = {
      name: part.name,
      isOneWrite: false,
      run: (session, tasks) => this.#serve(session, tasks as readonly SharedTask<Input, Output>[]),
    };
  }

  run(session: Session): Promise<void> {
    return this.#serve(session, [this]);
  }

  async #serve(session: Session, tasks: readonly SharedTask<Input, Output>[]): Promise<void> {
    // A run that hung would hold up its group again.
    for (const task of tasks) if (task.#stopped) throw task.#stopped;
    const unit = {
      limits: this.#part.limits,
      inContext: outsideAsyncContext,
      onStopped: (error: HandsFreeError) => {
        for (const task of tasks) task.#stopped = error;
      },
    };
    const inputs = tasks.map((task) => task.#part.input);
    const run = await runUnit(session, unit, () => this.#part.serve(inputs));
    for (const [index, task] of tasks.entries()) {
      task.result = run.result[index] as Output;
      task.#effects = task === this ? run.effects : [];
    }
  }

  override settle(): void {
    super.settle();
    for (const effect of this.#effects) effect();
  }
}
