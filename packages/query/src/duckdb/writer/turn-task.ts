import type { QueryResult } from "kysely";
import { SettledTask, type Task } from "./task.ts";

/** What runs on a connection of its own while the writer waits, so that nothing else writes meanwhile. */
export class TurnTask extends SettledTask<QueryResult<unknown>> implements Task {
  readonly bytes: number;
  readonly sharesCommit = false;
  readonly #work: () => Promise<QueryResult<unknown>>;

  /** @param bytes about what it holds in memory while it waits. */
  constructor(bytes: number, work: () => Promise<QueryResult<unknown>>) {
    super();
    this.bytes = bytes;
    this.#work = work;
  }

  async run(): Promise<void> {
    this.result = await this.#work();
  }

  runDurably(): Promise<void> {
    return this.run();
  }
}
