import type {
  DuckDBConnection,
  DuckDBMaterializedResult,
  DuckDBPreparedStatement,
  DuckDBType,
  DuckDBValue,
} from "@duckdb/node-api";
import { SharedCommits } from "../shared-commits.ts";

/**
 * An operation on all callers that wait for it, with few statements. A `change` is one that writes with several
 * statements, and so needs a transaction.
 */
export interface Operation<Input, Output> {
  readonly kind: "read" | "write" | "change";
  run(inputs: readonly Input[]): Promise<readonly Output[]>;
}

interface Job {
  // The inputs and outputs of different operations wait in one queue.
  readonly operation: Operation<unknown, unknown>;
  readonly input: unknown;
}

/** A value with its column's type. Otherwise DuckDB plans the statement again at each run. */
export interface Bound {
  readonly value: DuckDBValue;
  readonly type?: DuckDBType;
}

/** One connection that prepares each statement once, and whose jobs share statements and commits. */
export class NodeApiConnection {
  readonly #native: DuckDBConnection;
  readonly #prepared = new Map<string, DuckDBPreparedStatement>();
  readonly #commits = new SharedCommits<Job>((jobs) => this.#commit(jobs));

  constructor(native: DuckDBConnection) {
    this.#native = native;
  }

  submit<Input, Output>(operation: Operation<Input, Output>): (input: Input) => Promise<Output> {
    const erased = operation as Operation<unknown, unknown>;
    return async (input) => (await this.#commits.submit({ operation: erased, input })) as Output;
  }

  /** Call it only in an operation, since a connection and its statements have one user at a time. */
  async run(statement: string, values: readonly Bound[] = []): Promise<DuckDBMaterializedResult> {
    let prepared = this.#prepared.get(statement);
    if (prepared === undefined) {
      prepared = await this.#native.prepare(statement);
      this.#prepared.set(statement, prepared);
    }
    const types = values.map(({ type }) => type) as DuckDBType[];
    if (values.length > 0)
      prepared.bind(
        values.map(({ value }) => value),
        types,
      );
    return prepared.run();
  }

  async rows(
    statement: string,
    values: readonly Bound[] = [],
  ): Promise<Record<string, DuckDBValue>[]> {
    return (await this.run(statement, values)).getRowObjects();
  }

  /** Runs other statements, each in its turn. */
  execution(): (statement: string) => Promise<Record<string, DuckDBValue>[]> {
    return this.submit({
      kind: "write",
      run: async (statements: readonly string[]) => {
        const results: Record<string, DuckDBValue>[][] = [];
        for (const text of statements) {
          results.push(await (await this.#native.run(text)).getRowObjects());
        }
        return results;
      },
    });
  }

  close(): void {
    this.#native.closeSync();
  }

  async #commit(jobs: readonly Job[]): Promise<unknown[]> {
    const groups = new Map<Job["operation"], number[]>();
    for (const [index, { operation }] of jobs.entries()) {
      groups.set(operation, [...(groups.get(operation) ?? []), index]);
    }
    const results: unknown[] = jobs.map(() => undefined);
    const runAll = async (): Promise<void> => {
      for (const [operation, indexes] of groups) {
        const outputs = await operation.run(indexes.map((index) => jobs[index]?.input));
        for (const [place, index] of indexes.entries()) results[index] = outputs[place];
      }
    };
    const writers = [...groups.keys()].filter(({ kind }) => kind !== "read");
    if (writers.length > 1 || writers.some(({ kind }) => kind === "change")) {
      await this.#transact(runAll);
    } else {
      await runAll();
    }
    return results;
  }

  async #transact(work: () => Promise<void>): Promise<void> {
    await this.run("BEGIN");
    try {
      await work();
      await this.run("COMMIT");
    } catch (error) {
      await this.#native.run("ROLLBACK").catch(() => undefined);
      throw error;
    }
  }
}
