import {
  type Dialect,
  DummyDriver,
  Kysely,
  type LogEvent,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from "kysely";
import { DuckDbDialect } from "kysely-duckdb";
import { expect, test } from "vitest";
import { encodeCursor } from "../src/cursor.ts";
import { fetchPage, type PageRequest } from "../src/index.ts";

interface Tables {
  logs: { id: string; user_id: string; created_at: Date };
}

const duckDb: Dialect = new DuckDbDialect({ database: undefined as never });
const dialects: Record<string, Dialect> = {
  duckdb: {
    createAdapter: () => duckDb.createAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => duckDb.createIntrospector(db),
    createQueryCompiler: () => duckDb.createQueryCompiler(),
  },
  postgres: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
};

const requests: Record<string, PageRequest> = {
  "the first page": {},
  // The redundant `<=` is what DuckDB's zone maps and PostgreSQL's index on (user_id, created_at, id)
  // can be used by; neither makes anything of the rest.
  "the page after a cursor": {
    cursor: encodeCursor({
      time: "2026-01-01 00:00:00.000001+00",
      id: "019a2f6e-0000-7000-8000-000000000001",
    }),
  },
  "between two times": { since: new Date(0), until: new Date(1) },
};

test.for(Object.keys(dialects))("the SQL of pages on %s", async (engine) => {
  const statements: string[] = [];
  const dialect = dialects[engine] as Dialect;
  for (const [name, request] of Object.entries(requests)) {
    statements.push(`-- ${name}\n${await sqlOf(dialect, request)};\n`);
  }
  await expect(statements.join("\n")).toMatchFileSnapshot(`sql/page.${engine}.sql`);
});

/** The SQL of a page, a clause a line. */
async function sqlOf(dialect: Dialect, request: PageRequest): Promise<string> {
  let text = "";
  const log = ({ query }: LogEvent): void => void (text = query.sql);
  await using db = new Kysely<Tables>({ dialect, log });
  const query = db.selectFrom("logs").select("id").where("user_id", "=", "u");
  await fetchPage(query, "created_at", request);
  return text.replaceAll(/ (?=from|where|and|order|limit)/g, "\n");
}
