import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";
import { SharedCommits } from "../shared-commits.ts";

export type Row = Record<string, SQLOutputValue>;

/** Prepares each statement once, and lets writes that wait share a commit. */
export class SqliteConnection {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();
  readonly #commits = new SharedCommits<() => unknown>(async (jobs) => this.#commit(jobs));

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  run(statement: string, ...values: SQLInputValue[]): Row[] {
    let ready = this.#prepared.get(statement);
    if (ready === undefined) {
      ready = this.#database.prepare(statement);
      this.#prepared.set(statement, ready);
    }
    return ready.all(...values);
  }

  async write<T>(job: () => T): Promise<T> {
    return (await this.#commits.submit(job)) as T;
  }

  #commit(jobs: readonly (() => unknown)[]): unknown[] {
    this.run("BEGIN IMMEDIATE");
    try {
      const results = jobs.map((job) => job());
      this.run("COMMIT");
      return results;
    } catch (error) {
      this.run("ROLLBACK");
      throw error;
    }
  }
}

/** The column `text` of the first row. */
export function firstText([row]: readonly Row[]): string | undefined {
  return row === undefined ? undefined : String(row["text"]);
}
