import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  DummyDriver,
  PostgresAdapter,
  PostgresIntrospector,
  type QueryResult,
} from "kysely";
import { DuckDbAdapter } from "../src/duckdb/dialect/adapter.ts";
import { DuckDbIntrospector } from "../src/duckdb/dialect/introspector.ts";
import { DuckDbQueryCompiler } from "../src/duckdb/dialect/query-compiler.ts";
import type { Engine } from "../src/index.ts";
import { PostgresQueryCompiler } from "../src/postgres/query-compiler.ts";

type Answer = (query: CompiledQuery) => readonly object[];

/** Keeps each statement, and answers it without a database. */
class RecordingDriver extends DummyDriver {
  readonly #statements: string[];
  readonly #answer: Answer;

  constructor(statements: string[], answer: Answer) {
    super();
    this.#statements = statements;
    this.#answer = answer;
  }

  override async acquireConnection(): Promise<DatabaseConnection> {
    const executeQuery = async <Row>(query: CompiledQuery): Promise<QueryResult<Row>> => {
      this.#statements.push(query.sql);
      return { rows: [...this.#answer(query)] as Row[] };
    };
    return Object.assign(await super.acquireConnection(), { executeQuery });
  }
}

const dialects: Record<Engine, Omit<Dialect, "createDriver">> = {
  duckdb: {
    createAdapter: () => new DuckDbAdapter({}),
    createIntrospector: (db) => new DuckDbIntrospector(db),
    createQueryCompiler: () => new DuckDbQueryCompiler(),
  },
  postgres: {
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
};

/** An engine's SQL without the engine. */
export function recordingDialect(
  engine: Engine,
  answer: Answer = () => [],
): { readonly dialect: Dialect; readonly statements: string[] } {
  const statements: string[] = [];
  const createDriver = (): RecordingDriver => new RecordingDriver(statements, answer);
  return { dialect: { ...dialects[engine], createDriver }, statements };
}

/** A clause a line. */
export function byClause(statement: string): string {
  return statement.replaceAll(/ (?=from|where|and|group|order|limit)/g, "\n");
}
