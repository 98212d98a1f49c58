import { CompiledQuery, type Kysely, sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fetchPage, type PageRequest } from "../src/index.ts";
import { openPostgres } from "./empty-database.ts";
import { recordStatements } from "./statement-recorder.ts";

interface Tables {
  logs: { id: string; user_id: string; made_at: Date };
}

const userId = "30000000-0000-4000-8000-000000000000";
const start = Date.UTC(2026, 0, 1);

let db: Kysely<Tables>;
beforeAll(async () => {
  db = await openPostgres<Tables>();
  await sql`create table logs (id uuid primary key, user_id uuid, made_at timestamptz)`.execute(db);
  await sql`create index logs_user_made on logs (user_id, made_at, id)`.execute(db);
  await sql`insert into logs
    select gen_random_uuid(), cast(i % 10 || '0000000-0000-4000-8000-000000000000' as uuid),
      timestamptz '2026-01-01 00:00:00+00' + i * interval '1 second'
    from generate_series(0, 19999) as series (i)`.execute(db);
  await sql`analyze logs`.execute(db);
});
afterAll(() => db.destroy());

async function planOf({ sql: text, parameters }: CompiledQuery): Promise<string> {
  const { rows } = await db.executeQuery<Record<string, string>>(
    CompiledQuery.raw(`explain (costs off) ${text}`, [...parameters]),
  );
  return rows.map((row) => row["QUERY PLAN"]).join("\n");
}

test("each page is one statement, which reads the index backwards and sorts nothing", async () => {
  const { recorded, statements } = recordStatements(db);
  const page = (request: PageRequest) =>
    fetchPage(
      recorded,
      recorded.selectFrom("logs").selectAll().where("user_id", "=", userId),
      "made_at",
      { limit: 50, ...request },
    );
  const { nextCursor } = await page({});
  await page({ cursor: nextCursor ?? "" });
  await page({ since: new Date(start + 5_000_000), until: new Date(start + 9_000_000) });
  expect(statements).toHaveLength(3);
  for (const statement of statements) {
    const plan = await planOf(statement);
    expect(plan).toContain("Scan Backward using logs_user_made");
    expect(plan).not.toContain("Sort");
  }
});
