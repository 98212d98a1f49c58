import type {
  DuckDBConnection,
  DuckDBMaterializedResult,
  DuckDBPreparedStatement,
  DuckDBResult,
  DuckDBType,
} from "@duckdb/node-api";
import { requireOwnNames } from "../../named-rows.ts";
import { type Bound, encodeParameter } from "../values/encode.ts";

/** A prepared statement and the types of its parameters. */
export class Statement {
  readonly #prepared: DuckDBPreparedStatement;
  /** Undefined where DuckDB cannot infer the type without a value. */
  readonly parameterTypes: readonly (DuckDBType | undefined)[];

  /** @throws {DatabaseError} `invalid_query` when two columns of its result have one name. */
  constructor(prepared: DuckDBPreparedStatement) {
    // Checked before it runs, since a refused RETURNING would have written.
    requireOwnNames(
      Array.from({ length: prepared.columnCount }, (_, index) => prepared.columnName(index)),
    );
    this.#prepared = prepared;
    this.parameterTypes = Array.from({ length: prepared.parameterCount }, (_, index) =>
      parameterType(prepared, index + 1),
    );
  }

  static async prepare(connection: DuckDBConnection, sql: string): Promise<Statement> {
    return new Statement(await connection.prepare(sql));
  }

  async run(parameters: readonly unknown[]): Promise<DuckDBMaterializedResult> {
    this.#bind(parameters);
    return this.#prepared.run();
  }

  /** Runs with values that the caller has encoded. */
  async runBound(parameters: readonly Bound[]): Promise<DuckDBMaterializedResult> {
    this.#prepared.bind(
      parameters.map(({ value }) => value),
      parameters.map(({ type }) => type),
    );
    return this.#prepared.run();
  }

  /** Runs, and fetches the result chunk by chunk. */
  async stream(parameters: readonly unknown[]): Promise<DuckDBResult> {
    this.#bind(parameters);
    return this.#prepared.stream();
  }

  destroy(): void {
    this.#prepared.destroySync();
  }

  #bind(parameters: readonly unknown[]): void {
    const encoded = parameters.map((value, index) =>
      encodeParameter(value, this.parameterTypes[index]),
    );
    this.#prepared.bind(
      encoded.map(({ value }) => value),
      encoded.map(({ type }) => type) as DuckDBType[],
    );
  }
}

function parameterType(prepared: DuckDBPreparedStatement, index: number): DuckDBType | undefined {
  try {
    return prepared.parameterType(index);
  } catch {
    return undefined;
  }
}
