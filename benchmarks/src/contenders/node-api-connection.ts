import type {
  DuckDBConnection,
  DuckDBPreparedStatement,
  DuckDBType,
  DuckDBValue,
} from "@duckdb/node-api";
import { BIGINT, FLOAT } from "@duckdb/node-api";
import { SharedCommits } from "./shared-commits.ts";

/** A `write` may run alone or share a commit. A `transaction` always has BEGIN and COMMIT. */
export interface NodeApiJob {
  readonly kind: "read" | "write" | "transaction";
  readonly work: () => Promise<unknown>;
  /** A statement that can do many of these jobs, and its row for this job. */
  readonly batch?: { readonly statement: string; readonly row: object };
}

/** One connection that prepares each statement once, and whose jobs share commits. */
export class NodeApiConnection {
  readonly #native: DuckDBConnection;
  readonly #prepared = new Map<string, DuckDBPreparedStatement>();
  readonly #commits = new SharedCommits<NodeApiJob>((jobs) => this.#commit(jobs));

  constructor(native: DuckDBConnection) {
    this.#native = native;
  }

  async submit<T>(job: NodeApiJob & { readonly work: () => Promise<T> }): Promise<T> {
    return (await this.#commits.submit(job)) as T;
  }

  /** Call it only inside a job, since a connection and its statements have one user at a time. */
  async run(statement: string, values: readonly DuckDBValue[] = []): Promise<DuckDBValue[][]> {
    let prepared = this.#prepared.get(statement);
    if (prepared === undefined) {
      prepared = await this.#native.prepare(statement);
      this.#prepared.set(statement, prepared);
    }
    prepared.bind([...values], values.map(typeOf) as DuckDBType[]);
    const result = await prepared.run();
    return result.getRows();
  }

  async execute(statement: string): Promise<Record<string, DuckDBValue>[]> {
    return (await this.#native.run(statement)).getRowObjects();
  }

  close(): void {
    this.#native.closeSync();
  }

  async #commit(jobs: readonly NodeApiJob[]): Promise<unknown[]> {
    const batch = jobs[0]?.batch;
    if (jobs.length > 1 && batch !== undefined) {
      const rows = jobs.map((job) => job.batch?.row);
      await this.run(batch.statement, [JSON.stringify(rows)]);
      return jobs.map(() => undefined);
    }
    const alone = jobs.length === 1 && jobs[0]?.kind !== "transaction";
    if (alone || jobs.every(({ kind }) => kind === "read")) return this.#runAll(jobs);
    await this.run("BEGIN");
    try {
      const results = await this.#runAll(jobs);
      await this.run("COMMIT");
      return results;
    } catch (error) {
      await this.#native.run("ROLLBACK").catch(() => undefined);
      throw error;
    }
  }

  async #runAll(jobs: readonly NodeApiJob[]): Promise<unknown[]> {
    const results: unknown[] = [];
    for (const { work } of jobs) results.push(await work());
    return results;
  }
}

/** Numbers are bound only for REAL columns, and bigints only for BIGINT columns. */
function typeOf(value: DuckDBValue): DuckDBType | undefined {
  if (typeof value === "bigint") return BIGINT;
  return typeof value === "number" ? FLOAT : undefined;
}
