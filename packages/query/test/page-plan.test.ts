import { CompiledQuery, type Kysely, sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { fetchPage, openDatabase, type PageRequest } from "../src/index.ts";
import { recordStatements } from "./statement-recorder.ts";

interface Tables {
  logs: { id: string; user_id: string; note: string; made_at: Date };
}

/** How many rows DuckDB has one zone map for. */
const rowGroup = 122_880;
const users = 10;
const userId = "30000000-0000-4000-8000-000000000000";

let db: Kysely<Tables>;
beforeAll(async () => {
  db = (await openDatabase({ path: ":memory:" })) as unknown as Kysely<Tables>;
  // With more, row groups are read side by side, before it is known that the newest suffices.
  await sql`set global threads = 1`.execute(db);
  await sql`create table logs (id uuid, user_id uuid, note text, made_at timestamptz)`.execute(db);
  await sql
    .raw(
      `insert into logs
       select cast(printf('00000000-0000-7000-8000-%012x', i) as uuid),
         cast(printf('%x0000000-0000-4000-8000-000000000000', i % ${users}) as uuid),
         'note ' || i, timestamptz '2026-01-01 00:00:00+00' + to_seconds(i)
       from range(${4 * rowGroup}) as series (i)`,
    )
    .execute(db);
});
afterAll(() => db.destroy());

interface Operator {
  readonly operator_type: string;
  /** Rows that its filters let through. */
  readonly operator_cardinality: number;
  readonly operator_rows_scanned: number;
  readonly children: readonly Operator[];
}

/** What the scan of the table did, by DuckDB's own count. */
async function scanOf({ sql: text, parameters }: CompiledQuery): Promise<Operator> {
  const explain = CompiledQuery.raw(`explain (analyze, format json) ${text}`, [...parameters]);
  const { rows } = await db.executeQuery<{ explain_value: string }>(explain);
  const find = (operator: Operator): Operator | undefined =>
    operator.operator_type === "TABLE_SCAN"
      ? operator
      : operator.children.map(find).find((found) => found !== undefined);
  return find(JSON.parse(rows[0]?.explain_value ?? "") as Operator) as Operator;
}

async function scansOf(...inTurn: PageRequest[]): Promise<Operator[][]> {
  const { recorded, statements } = recordStatements(db);
  const scans: Operator[][] = [];
  for (const request of inTurn) {
    const query = recorded.selectFrom("logs").selectAll().where("user_id", "=", userId);
    await fetchPage(recorded, query, "made_at", request);
    scans.push(await Promise.all(statements.splice(0).map(scanOf)));
  }
  return scans;
}

test("a page reads one row group's times, and then hardly more rows than it has", async () => {
  const query = db.selectFrom("logs").selectAll().where("user_id", "=", userId);
  const plain = await scanOf(query.orderBy("made_at", "desc").limit(51).compile());
  expect(plain.operator_cardinality).toBe(rowGroup / users);

  // Of another length, so that nothing is known yet of the pages that are looked at.
  const { nextCursor } = await fetchPage(db, query, "made_at", { limit: 49 });
  const [first, again, next] = await scansOf(
    { limit: 50 },
    { limit: 50 },
    { limit: 50, cursor: nextCursor ?? "" },
  );
  expect(first).toHaveLength(2);
  for (const scan of first ?? []) expect(scan.operator_rows_scanned).toBeLessThanOrEqual(rowGroup);
  expect(first?.at(-1)?.operator_cardinality).toBe(51);
  expect(again).toHaveLength(1);
  expect(again?.[0]?.operator_cardinality).toBe(51);
  expect(next).toHaveLength(1);
  expect(next?.[0]?.operator_cardinality).toBeLessThan(3 * 51);
});

test("a cursor deep in the table keeps newer row groups from being read", async () => {
  const until = new Date(Date.UTC(2026, 0, 1) + 1000 * rowGroup * 1.5);
  const { nextCursor } = await fetchPage(
    db,
    db.selectFrom("logs").selectAll().where("user_id", "=", userId),
    "made_at",
    { until },
  );
  const [scans] = await scansOf({ cursor: nextCursor ?? "", limit: 7 });
  expect(scans).toHaveLength(2);
  for (const scan of scans ?? []) expect(scan.operator_rows_scanned).toBeLessThanOrEqual(rowGroup);
  expect(scans?.at(-1)?.operator_cardinality).toBeLessThanOrEqual(9);
});
