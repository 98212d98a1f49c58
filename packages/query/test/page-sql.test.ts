import { type CompiledQuery, Kysely } from "kysely";
import { expect, test } from "vitest";
import { encodeCursor } from "../src/cursor.ts";
import { type Engine, fetchPage, type PageRequest } from "../src/index.ts";
import { byClause, recordingDialect } from "./recording-dialect.ts";

interface Tables {
  logs: { id: string; user_id: string; created_at: Date };
}

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

test.for(["duckdb", "postgres"] as const)("the SQL of pages on %s", async (engine) => {
  const pages: string[] = [];
  for (const [name, inTurn] of Object.entries(requests)) {
    const statements = await sqlOf(engine, inTurn);
    pages.push(`-- ${name}\n${statements.join(";\n\n")};\n`);
  }
  await expect(pages.join("\n")).toMatchFileSnapshot(`sql/page.${engine}.sql`);
});

/** The statements of pages that are asked for in turn. */
async function sqlOf(engine: Engine, inTurn: readonly PageRequest[]): Promise<string[]> {
  const { dialect, statements } = recordingDialect(engine, asManyAsAskedFor);
  await using db = new Kysely<Tables>({ dialect });
  const query = db.selectFrom("logs").select("id").where("user_id", "=", "u");
  for (const request of inTurn) await fetchPage(db, query, "created_at", request);
  return statements.map(byClause);
}

function asManyAsAskedFor({ sql, parameters }: CompiledQuery): object[] {
  const time = sql.includes("cast(") ? "1970-01-01 00:00:00+00" : new Date(0);
  const row = { id: "", page_id: "", page_time: time };
  return Array.from({ length: Number(parameters.at(-1)) }, () => row);
}
