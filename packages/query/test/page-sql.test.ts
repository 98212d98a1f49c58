import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from "kysely";
import { DuckDbDialect } from "kysely-duckdb";
import { expect, test } from "vitest";
import { encodeCursor } from "../src/cursor.ts";
import { fetchPage, type PageRequest } from "../src/index.ts";

interface Tables {
  logs: { id: string; user_id: string; created_at: Date };
}

/** Keeps each statement, and answers with as many rows as it asks for. */
class RecordingDriver extends DummyDriver {
  readonly statements: string[] = [];

  override async acquireConnection(): Promise<DatabaseConnection> {
    const stock = await super.acquireConnection();
    const executeQuery = async <Row>({
      sql,
      parameters,
    }: CompiledQuery): Promise<QueryResult<Row>> => {
      this.statements.push(sql);
      const time = sql.includes("cast(") ? "1970-01-01 00:00:00+00" : new Date(0);
      const row = { id: "", page_id: "", page_time: time };
      return { rows: Array.from({ length: Number(parameters.at(-1)) }, () => row as Row) };
    };
    return Object.assign(stock, { executeQuery });
  }
}

const duckDb: Dialect = new DuckDbDialect({ database: undefined as never });
const dialects: Record<string, Omit<Dialect, "createDriver">> = {
  duckdb: {
    createAdapter: () => duckDb.createAdapter(),
    createIntrospector: (db) => duckDb.createIntrospector(db),
    createQueryCompiler: () => duckDb.createQueryCompiler(),
  },
  postgres: {
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
};

const cursor = encodeCursor({
  time: "2026-01-01 00:00:00.000001+00",
  id: "019a2f6e-0000-7000-8000-000000000001",
});
const requests: Record<string, readonly PageRequest[]> = {
  "the first page": [{}],
  "the page after a cursor": [{ cursor }],
  "between two times": [{ since: new Date(0), until: new Date(1) }],
  "the first page, that page again, and the next": [{}, {}, { cursor }],
};

test.for(Object.keys(dialects))("the SQL of pages on %s", async (engine) => {
  const pages: string[] = [];
  for (const [name, inTurn] of Object.entries(requests)) {
    const statements = await sqlOf(dialects[engine] as Dialect, inTurn);
    pages.push(`-- ${name}\n${statements.join(";\n\n")};\n`);
  }
  await expect(pages.join("\n")).toMatchFileSnapshot(`sql/page.${engine}.sql`);
});

/** The statements of pages that are asked for in turn, a clause a line. */
async function sqlOf(dialect: Omit<Dialect, "createDriver">, inTurn: readonly PageRequest[]) {
  const driver = new RecordingDriver();
  await using db = new Kysely<Tables>({ dialect: { ...dialect, createDriver: () => driver } });
  const query = db.selectFrom("logs").select("id").where("user_id", "=", "u");
  for (const request of inTurn) await fetchPage(db, query, "created_at", request);
  return driver.statements.map((text) => text.replaceAll(/ (?=from|where|and|order|limit)/g, "\n"));
}
