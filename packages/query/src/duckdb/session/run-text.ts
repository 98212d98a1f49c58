import {
  type DuckDBConnection,
  type DuckDBMaterializedResult,
  StatementType,
} from "@duckdb/node-api";
import type { CompiledQuery, QueryResult } from "kysely";
import { DatabaseError } from "../../errors.ts";
import { connectionState } from "./connection-state.ts";
import { toQueryResult } from "./result.ts";
import { Statement } from "./statement.ts";
import { isOfRows, lasting, mayChangeConnection } from "./statement-kinds.ts";

/** The connection that a raw text runs on, which decides what the text may do. */
export type Place =
  /** The caller's, held for several statements. */
  | "held"
  /** The caller's, for this text alone. */
  | "lone"
  /** The caller's, in a transaction. */
  | "transaction"
  /** The writer's, in a transaction that other callers share. */
  | "shared";

interface TextRun {
  readonly result: QueryResult<unknown>;
  /** Whether the connection may now have state that others do not have. */
  readonly changed: boolean;
  /** Whether it is one statement that may run anywhere without these checks. */
  readonly isPlain: boolean;
}

/**
 * Runs the statements of a raw text in order. The engine tells the type of each.
 *
 * @throws {DatabaseError} `invalid_query` for a statement that its place does not allow.
 */
export async function runText(
  connection: DuckDBConnection,
  { sql, parameters }: Pick<CompiledQuery, "sql" | "parameters">,
  place: Place,
): Promise<TextRun> {
  const statements = await connection.extractStatements(sql).catch(() => undefined);
  // An empty or faulty text, for which running gives the better error.
  if (statements === undefined) {
    return { result: toQueryResult(await connection.run(sql)), changed: false, isPlain: false };
  }
  const { count } = statements;
  if (count > 1 && parameters.length > 0) {
    throw new DatabaseError("invalid_query", "a text with parameters must be one statement");
  }
  const state =
    place === "shared" || (place === "lone" && count === 1)
      ? new ConnectionState(connection, place, sql)
      : undefined;
  let result: DuckDBMaterializedResult | undefined;
  let changed = false;
  let controlled = false;
  let isPlain = count === 1;
  for (let index = 0; index < count; index++) {
    const prepared = await statements.prepare(index);
    const type = prepared.statementType;
    try {
      requireAllowed(type, place, count);
      const changes = mayChangeConnection(type);
      if (changes) await state?.remember();
      result = await new Statement(prepared).run(parameters);
      changed ||= changes;
      isPlain &&= isOfRows(type);
      controlled ||= type === StatementType.TRANSACTION;
      if (changes) await state?.requireSame();
    } finally {
      prepared.destroySync();
    }
  }
  if (controlled) await requireNoTransaction(connection);
  return {
    result: result ? toQueryResult(result) : { rows: [] },
    changed,
    isPlain,
  };
}

function requireAllowed(type: StatementType, place: Place, count: number): void {
  const inTransaction = place === "transaction" || place === "shared";
  if (type === StatementType.TRANSACTION && (inTransaction || count === 1)) {
    throw new DatabaseError(
      "invalid_query",
      "a transaction cannot be begun or ended by a raw statement; use db.transaction()",
    );
  }
  if (place === "shared" && lasting.has(type)) throw changesConnection(place);
}

/** The connection's state before the first statement that may change it. */
class ConnectionState {
  readonly #connection: DuckDBConnection;
  readonly #place: Place;
  readonly #sql: string;
  #state: unknown;

  constructor(connection: DuckDBConnection, place: Place, sql: string) {
    this.#connection = connection;
    this.#place = place;
    this.#sql = sql;
  }

  async remember(): Promise<void> {
    this.#state ??= await connectionState(this.#connection, this.#sql);
  }

  async requireSame(): Promise<void> {
    if ((await connectionState(this.#connection, this.#sql)) !== this.#state) {
      throw changesConnection(this.#place);
    }
  }
}

function changesConnection(place: Place): DatabaseError {
  return new DatabaseError(
    "invalid_query",
    place === "shared"
      ? "a statement in inTransaction sets something, or makes something temporary, on the connection that all writes share; use db.transaction() for it"
      : "a statement sets something, or makes something temporary, that only its connection knows of, and each statement of db has another; run it in db.connection().execute(…), together with those that it is for",
  );
}

async function requireNoTransaction(connection: DuckDBConnection): Promise<void> {
  const open = await connection.run("BEGIN TRANSACTION").then(
    () => false,
    () => true,
  );
  await connection.run("ROLLBACK");
  if (open) {
    throw new DatabaseError(
      "invalid_query",
      "a text began a transaction and did not end it, so it was rolled back; use db.transaction()",
    );
  }
}
