import { type CompiledQuery, Kysely } from "kysely";
import { expect, test } from "vitest";
import { encodeCursor } from "../src/cursor.ts";
import { type Engine, fetchPage, type LargeContents, type PageRequest } from "../src/index.ts";
import { byClause, recordingDialect } from "./recording-dialect.ts";

interface Tables {
  logs: { id: string; user_id: string; note: string; size: number; created_at: Date };
}

const position = {
  time: "2026-01-01 00:00:00.000001+00",
  id: "019a2f6e-0000-7000-8000-000000000001",
};
const cursor = encodeCursor({ position, order: "desc", side: "next" });
const back = encodeCursor({ position, order: "desc", side: "prev" });
const requests: Record<string, readonly PageRequest[]> = {
  "the first page": [{}],
  "the page after a cursor": [{ cursor }],
  "the page before a cursor": [{ cursor: back }],
  "the oldest first": [{ order: "asc" }],
  "between two times": [{ since: new Date(0), until: new Date(1) }],
  "the first page, that page again, and the next": [{}, {}, { cursor }],
};

test.for(["duckdb", "postgres"] as const)("the SQL of pages on %s", async (engine) => {
  const pages: string[] = [];
  const add = (name: string, statements: readonly string[]): void => {
    pages.push(`-- ${name}\n${statements.join(";\n\n")};\n`);
  };
  for (const [name, inTurn] of Object.entries(requests)) add(name, await sqlOf(engine, inTurn));
  const contents = { columns: ["note"], stored: "size" };
  add("a page whose notes can be large", await sqlOf(engine, [{ limit: 2 }], contents));
  const unknown = { columns: ["note"] };
  add(
    "a page whose notes can be large, without their sizes",
    await sqlOf(engine, [{ limit: 2 }], unknown),
  );
  await expect(pages.join("\n")).toMatchFileSnapshot(`sql/page.${engine}.sql`);
});

/** The statements of pages that are asked for in turn. */
async function sqlOf(
  engine: Engine,
  inTurn: readonly PageRequest[],
  contents?: LargeContents,
): Promise<string[]> {
  const { dialect, statements } = recordingDialect(engine, asManyAsAskedFor);
  await using db = new Kysely<Tables>({ dialect });
  const query = db.selectFrom("logs").select("id").where("user_id", "=", "u");
  for (const request of inTurn) await fetchPage(db, query, "created_at", request, contents);
  return statements.map(byClause);
}

/** On DuckDB, a scan that returns as many rows as it may is not complete. */
function asManyAsAskedFor({ sql, parameters }: CompiledQuery): object[] {
  const isScan = sql.includes("/* level");
  const limit = parameters.findLast((value) => typeof value === "number") ?? 1;
  const text = sql.includes("as varchar") ? "1970-01-01 00:00:00+00" : new Date(0);
  const row = {
    id: "",
    page_id: "",
    page_time: sql.includes("epoch_us") ? 0 : text,
    page_bytes: isScan ? null : 9,
    page_fits: true,
  };
  return Array.from({ length: isScan ? limit - 1 : limit }, () => row);
}
