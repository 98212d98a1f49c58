import {
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBDecimalValue,
  DuckDBInstance,
  DuckDBTimestampTZValue,
  DuckDBTypeId,
  DuckDBUUIDValue,
  type DuckDBValue,
  ResultReturnType,
} from "@duckdb/node-api";
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  type QueryResult,
} from "kysely";
import { DuckDbDialect } from "kysely-duckdb";
import type { Tables } from "./operations.ts";

/** Errors by the words that DuckDB itself uses, apart from the driver's own table, which it checks. */
const codes: readonly (readonly [RegExp, string])[] = [
  [/duplicate key/i, "duplicate_key"],
  [/^Constraint Error/, "constraint_violation"],
  [/^(?:Conversion|Out of Range) Error/, "invalid_value"],
  [/^(?:Binder|Catalog) Error/, "invalid_query"],
];

/** Kysely on one connection and nothing else: what a history is compared with. */
export async function openPlainDatabase(): Promise<Kysely<Tables>> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = new PlainConnection(await instance.connect());
  await connection.native.run("SET TimeZone = 'UTC'");
  const stock = new DuckDbDialect({ database: instance });
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => stock.createAdapter(),
      createDriver: () => new PlainDriver(connection, instance),
      createIntrospector: (db) => stock.createIntrospector(db),
      createQueryCompiler: () => stock.createQueryCompiler(),
    },
  });
}

class PlainConnection implements DatabaseConnection {
  readonly native: DuckDBConnection;
  failed = false;

  constructor(native: DuckDBConnection) {
    this.native = native;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    try {
      const result = await this.native.run(sql, parameters.map(encode));
      if (result.returnType !== ResultReturnType.QUERY_RESULT)
        return { rows: [], numAffectedRows: BigInt(result.rowsChanged) };
      const rows = await result.convertRowObjects<unknown>((value, type) =>
        decode(value, type.typeId),
      );
      return { rows: rows as Row[] };
    } catch (error) {
      this.failed = true;
      const { message } = error as Error;
      const code = codes.find(([pattern]) => pattern.test(message))?.[1];
      throw Object.assign(new Error(message), { code });
    }
  }

  // oxlint-disable-next-line require-yield -- the interface wants a generator
  async *streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error("no streams here");
  }
}

class PlainDriver implements Driver {
  readonly #connection: PlainConnection;
  readonly #instance: DuckDBInstance;

  constructor(connection: PlainConnection, instance: DuckDBInstance) {
    this.#connection = connection;
    this.#instance = instance;
  }

  async init(): Promise<void> {}
  async acquireConnection(): Promise<PlainConnection> {
    return this.#connection;
  }
  async releaseConnection(): Promise<void> {}

  async beginTransaction(connection: PlainConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("BEGIN"));
    connection.failed = false;
  }

  async commitTransaction(connection: PlainConnection): Promise<void> {
    // DuckDB would say that the commit went well. The caller rolls back.
    if (connection.failed)
      throw Object.assign(new Error("a statement failed"), { code: "transaction_aborted" });
    await connection.executeQuery(CompiledQuery.raw("COMMIT"));
  }

  async rollbackTransaction(connection: PlainConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("ROLLBACK"));
  }

  async destroy(): Promise<void> {
    this.#connection.native.closeSync();
    this.#instance.closeSync();
  }
}

function encode(value: unknown): DuckDBValue {
  if (value instanceof Date) return new DuckDBTimestampTZValue(BigInt(value.getTime()) * 1000n);
  if (value instanceof Uint8Array) return new DuckDBBlobValue(value);
  return value as DuckDBValue;
}

function decode(value: DuckDBValue, type: DuckDBTypeId): unknown {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number" && type === DuckDBTypeId.FLOAT && !Number.isInteger(value))
    return Number(value.toPrecision(7));
  if (value instanceof DuckDBTimestampTZValue) return new Date(Number(value.micros / 1000n));
  if (value instanceof DuckDBBlobValue) return value.bytes;
  if (value instanceof DuckDBUUIDValue || value instanceof DuckDBDecimalValue)
    return value.toString();
  return value;
}
