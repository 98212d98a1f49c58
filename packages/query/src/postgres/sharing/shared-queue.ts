import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate } from "node:timers/promises";
import { forAnotherCaller } from "../../callers-stack.ts";
import { concernsDatabase } from "../../concerns-database.ts";
import type { HandsFreeError } from "../../errors.ts";
import { retryOnConflict } from "../../retry-on-conflict.ts";
import { onStop, throwIfStopped } from "../../stop-source.ts";
import type { WaitingBudget } from "./waiting-budget.ts";

/** The limit of one run, in about how many bytes its inputs hold. */
const groupBytes = 16 * 1024 * 1024;

/** How many runs of one kind of work there are at a time by default. More would have fewer inputs each. */
const defaultLanes = 2;

/** Makes the output of one input. It throws if only that input has failed. */
export type Outcome<Output> = () => Output;

/** The outcome of work for one input, which has settled. */
export async function outcomeOf<Output>(work: Promise<Output>): Promise<Outcome<Output>> {
  try {
    const output = await work;
    return () => output;
  } catch (error) {
    return () => {
      throw error;
    };
  }
}

/** The way in which a queue serves its inputs. */
export interface Serving<Connection, Input, Output> {
  /** The most inputs of one run. */
  readonly mostInputs: number;
  /** The most runs at a time. Default 2. */
  readonly mostLanes?: number | undefined;
  /** About how much memory an input holds, in bytes. */
  bytes(input: Input): number;
  /** Lends a connection for as long as the work runs. */
  hold(work: (connection: Connection) => Promise<void>): Promise<void>;
  /** Whether callers wait for a connection. */
  isWanted(): boolean;
  /** Serves all of the inputs, or throws and serves none. Several inputs must not wait long for a lock. */
  serve(connection: Connection, inputs: readonly Input[]): Promise<readonly Outcome<Output>[]>;
}

interface Waiting<Input, Output> {
  readonly input: Input;
  readonly bytes: number;
  readonly caller: PromiseWithResolvers<Output>;
}

/** The runs serve many callers, so they must not be in the async context of one of them. */
const outsideAsyncContext = AsyncLocalStorage.snapshot();

/** Inputs of one kind that wait for a connection. Those that wait together are served together. */
export class SharedQueue<Connection, Input, Output> {
  readonly #serving: Serving<Connection, Input, Output>;
  readonly #budget: WaitingBudget;
  #waiting: Waiting<Input, Output>[] = [];
  #lanes = 0;
  /** Whether the last run served several callers, which may all call again. */
  #crowded = false;

  constructor(serving: Serving<Connection, Input, Output>, budget: WaitingBudget) {
    this.#serving = serving;
    this.#budget = budget;
  }

  /** Whether no input waits and none is served. */
  get isIdle(): boolean {
    return this.#lanes === 0 && this.#waiting.length === 0;
  }

  /**
   * @param signal ends the wait. It does not end a run.
   * @throws {DatabaseError} `overloaded` if too many inputs are waiting.
   */
  serve(input: Input, signal?: AbortSignal): Promise<Output> {
    throwIfStopped(signal);
    const bytes = this.#serving.bytes(input);
    this.#budget.take(bytes);
    const caller = Promise.withResolvers<Output>();
    const waiting = { input, bytes, caller };
    this.#waiting.push(waiting);
    if (this.#lanes < (this.#serving.mostLanes ?? defaultLanes))
      void outsideAsyncContext(() => this.#runLane());
    if (signal === undefined) return caller.promise;
    return caller.promise.finally(onStop(signal, (error) => this.#withdraw(waiting, error)));
  }

  #withdraw(waiting: Waiting<Input, Output>, error: HandsFreeError): void {
    const index = this.#waiting.indexOf(waiting);
    if (index === -1) return;
    this.#waiting.splice(index, 1);
    this.#budget.giveBack(waiting.bytes);
    waiting.caller.reject(error);
  }

  async #runLane(): Promise<void> {
    this.#lanes++;
    try {
      while (this.#waiting.length > 0) await this.#serving.hold((held) => this.#serveOn(held));
    } catch (error) {
      // There is no connection to be had. Each of the callers alone would be told the same.
      for (const waiting of this.#takeAll()) waiting.caller.reject(forAnotherCaller(error));
    }
    this.#lanes--;
  }

  /** Serves what waits, on one connection unless others wait for one. */
  async #serveOn(connection: Connection): Promise<void> {
    do {
      // Lets callers that were just answered join. A lone caller does not wait.
      if (this.#crowded) await setImmediate();
      const group = this.#take();
      this.#crowded = group.length > 1;
      const isGood = await this.#serveGroup(connection, group);
      if (!isGood) return;
    } while (this.#waiting.length > 0 && !this.#serving.isWanted());
  }

  #take(): Waiting<Input, Output>[] {
    let count = 0;
    let bytes = 0;
    for (const one of this.#waiting) {
      const isFull = count >= this.#serving.mostInputs || bytes + one.bytes > groupBytes;
      if (count > 0 && isFull) break;
      count++;
      bytes += one.bytes;
      this.#budget.giveBack(one.bytes);
    }
    return this.#waiting.splice(0, count);
  }

  #takeAll(): Waiting<Input, Output>[] {
    const all = this.#waiting;
    this.#waiting = [];
    for (const { bytes } of all) this.#budget.giveBack(bytes);
    return all;
  }

  /**
   * Serves a group, or its halves if it fails, so that an error reaches only the caller whose input causes it.
   *
   * @returns whether the connection can be used again.
   */
  async #serveGroup(
    connection: Connection,
    group: readonly Waiting<Input, Output>[],
  ): Promise<boolean> {
    if (group.length === 0) return true;
    const { outcomes, error } = await this.#attempt(connection, group);
    if (outcomes) {
      const errors = group.map(({ caller }, n) => settle(caller, outcomes[n] as Outcome<Output>));
      return !errors.some(endsConnection);
    }
    if (group.length === 1 || endsConnection(error)) {
      for (const { caller } of group) caller.reject(forAnotherCaller(error));
      return !endsConnection(error);
    }
    if (isLockTimeout(error)) {
      for (const one of group) void this.#serveAlone(one);
      return true;
    }
    const middle = group.length >> 1;
    const first = await this.#serveGroup(connection, group.slice(0, middle));
    const second = await this.#serveGroup(connection, group.slice(middle));
    return first && second;
  }

  async #attempt(
    connection: Connection,
    group: readonly Waiting<Input, Output>[],
  ): Promise<Attempt<Output>> {
    const inputs = group.map(({ input }) => input);
    try {
      return await retryOnConflict(async (): Promise<Attempt<Output>> => {
        try {
          return { outcomes: await this.#serving.serve(connection, inputs) };
        } catch (error) {
          // It would only wait as long again.
          if (group.length > 1 && isLockTimeout(error)) return { error };
          throw error;
        }
      });
    } catch (error) {
      return { error };
    }
  }

  /** Serves a caller on a connection of its own, as if it shared nothing. It may wait long for a lock. */
  async #serveAlone(waiting: Waiting<Input, Output>): Promise<void> {
    try {
      await this.#serving.hold(async (connection) => {
        await this.#serveGroup(connection, [waiting]);
      });
    } catch (error) {
      waiting.caller.reject(error);
    }
  }
}

/** The outcomes of a group, or the error for which nothing of it was kept. */
interface Attempt<Output> {
  readonly outcomes?: readonly Outcome<Output>[];
  readonly error?: unknown;
}

/** @returns the error of the outcome, if it has failed. */
function settle<Output>(caller: PromiseWithResolvers<Output>, outcome: Outcome<Output>): unknown {
  try {
    caller.resolve(outcome());
    return undefined;
  } catch (error) {
    caller.reject(error);
    return error;
  }
}

/** Whether each caller would get the error. A run that took too long would take too long again. */
function endsConnection(error: unknown): boolean {
  const { code } = (error ?? {}) as Partial<HandsFreeError>;
  return code !== undefined && (concernsDatabase(code) || code === "transaction_timed_out");
}

/** Whether the statement waited for a lock as long as it may. */
function isLockTimeout(error: unknown): boolean {
  return ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === "55P03";
}
