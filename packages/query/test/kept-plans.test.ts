import { DuckDBPreparedStatement, type DuckDBType } from "@duckdb/node-api";
import { type Kysely, sql } from "kysely";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { changeAndRecord, inTransaction, openDatabase } from "../src/index.ts";

interface Tables {
  notes: { id: number; owner: string | null; body: string | null; made_at: Date };
  log: { id: string; content: string | null; note: number; ok: boolean };
}

let db: Kysely<Tables>;
/** The inserts that DuckDB had to plan for one run: not every parameter had its type. */
let planned: string[];

beforeEach(async () => {
  db = (await openDatabase({ path: ":memory:" })) as unknown as Kysely<Tables>;
  await sql`create table notes (id int primary key, owner text unique, body json, made_at timestamptz)`.execute(
    db,
  );
  await sql`create table log (id uuid primary key, content json, note bigint, ok boolean)`.execute(
    db,
  );
  planned = [];
  const { prototype } = DuckDBPreparedStatement;
  const bind: (typeof prototype)["bind"] = Reflect.get(prototype, "bind");
  vi.spyOn(prototype, "bind").mockImplementation(function (
    this: DuckDBPreparedStatement,
    values,
    types,
  ) {
    const bound = (types ?? []) as readonly (DuckDBType | undefined)[];
    const list = values as readonly unknown[];
    if (list.some((value, index) => value === null || !hasType(this, index, bound[index]))) {
      planned.push(this.columnName(0));
    }
    bind.call(this, values, types);
  });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await db.destroy();
});

function hasType(
  statement: DuckDBPreparedStatement,
  index: number,
  type: DuckDBType | undefined,
): boolean {
  try {
    return statement.parameterType(index + 1).toString() === type?.toString();
  } catch {
    return false;
  }
}

const note = (id: number, owner: string | null = null) => ({
  id,
  owner,
  body: id % 2 === 0 ? JSON.stringify({ id }) : null,
  made_at: new Date(id),
});
const numbersTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
const log = (n: number) =>
  db.insertInto("log").values({
    id: `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`,
    content: JSON.stringify({ n }),
    note: n,
    ok: true,
  });

test("DuckDB keeps the plan of an insert, with JSON and with nulls", async () => {
  await db.insertInto("notes").values(note(1)).execute();
  await db.insertInto("notes").values(note(2, "somebody")).execute();
  await db
    .insertInto("notes")
    .values(note(4, "another"))
    .onConflict((conflict) => conflict.column("owner").doNothing())
    .execute();
  await inTransaction(db, (transaction) =>
    transaction.insertInto("notes").values(note(6)).execute(),
  );
  expect(planned).toEqual([]);
  expect(await db.selectFrom("notes").selectAll().orderBy("id").execute()).toEqual([
    note(1),
    note(2, "somebody"),
    note(4, "another"),
    note(6),
  ]);
});

test("DuckDB keeps the plans of many inserts at once, and of their records", async () => {
  await Promise.all(numbersTo(50).map((n) => db.insertInto("notes").values(note(n)).execute()));
  await Promise.all(
    numbersTo(50).map((n) =>
      changeAndRecord(
        db,
        db
          .updateTable("notes")
          .set({ owner: `${n}` })
          .where("id", "=", n),
        [log(n)],
      ),
    ),
  );
  expect(planned).toEqual([]);
});

test("JSON that is not valid is refused, alone as with others", async () => {
  const broken = { ...note(1), body: "{" };
  const insert = () => db.insertInto("notes").values(broken).execute();
  await expect(insert()).rejects.toMatchObject({ code: "invalid_value" });
  const outcomes = await Promise.allSettled([
    ...numbersTo(10).map((n) =>
      db
        .insertInto("notes")
        .values(note(n + 2))
        .execute(),
    ),
    insert(),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual([
    ...numbersTo(10).map(() => "fulfilled"),
    "rejected",
  ]);
});
