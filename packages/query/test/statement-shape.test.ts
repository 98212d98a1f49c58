import { type Compilable, type Generated, Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import { statementShape } from "../src/duckdb/batches/statement-shape.ts";
import { recordingDialect } from "./recording-dialect.ts";

interface Tables {
  t: { id: string; n: number; 'odd "name?': Generated<string> };
}

/** Compiles, and runs nothing. */
const db = new Kysely<Tables>({ dialect: recordingDialect("duckdb").dialect });

/** The statements that a query shares with others, with `…` in their gaps. */
function templates(query: Compilable): readonly string[] | undefined {
  const shape = statementShape(query.compile());
  switch (shape?.kind) {
    case "insert":
      return [shape.insert("…"), ...(shape.key ? [shape.key.lookup("…")] : [])];
    case "change":
      return [shape.match("…"), shape.change("…")];
    case "lookup":
      return [shape.lookup("…")];
    default:
      return undefined;
  }
}

const row = { id: "a", n: 1 };
const update = db.updateTable("t").set({ n: 1 }).where("id", "=", "a");

test.for<[string, Compilable, readonly string[]]>([
  [
    "an insert",
    db.insertInto("t").values(row).returning("id"),
    ['insert into "t" ("id", "n") select … returning "id"'],
  ],
  [
    "an insert that keeps a key that is there",
    db
      .insertInto("t")
      .values(row)
      .onConflict((conflict) => conflict.column("id").doNothing()),
    ['insert into "t" ("id", "n") select …', 'select "id" as "batch_key" from "t" where "id" …'],
  ],
  [
    "an update",
    db
      .updateTable("t")
      .set((eb) => ({ n: eb("n", "+", 2), id: "b" }))
      .where("n", "in", [7, 8])
      .where("t.id", "=", "a")
      .where(sql<boolean>`case when n < ${3} or n is null then true else false end`),
    [
      'select "batch"."p6" as "n" from …, "t" where "n" in ("batch"."p2", "batch"."p3") and "t"."id" = "batch"."p4" and case when n < "batch"."p5" or n is null then true else false end',
      'update "t" set "n" = "n" + "batch"."p0", "id" = "batch"."p1" from … where "n" in ("batch"."p2", "batch"."p3") and "t"."id" = "batch"."p4" and case when n < "batch"."p5" or n is null then true else false end',
    ],
  ],
  [
    "a delete",
    db.deleteFrom("t").where((eb) => eb.and([eb("n", "=", eb.lit(1)), eb('odd "name?', "=", "?")])),
    [
      'select "batch"."p1" as "n" from …, "t" where ("n" = 1 and "odd ""name?" = "batch"."p0")',
      'delete from "t" using … where ("n" = 1 and "odd ""name?" = "batch"."p0")',
    ],
  ],
  [
    "a look-up",
    db.selectFrom("t").select(["t.n", "id"]).where("id", "=", "a"),
    ['select "t"."n", "id", "id" as "batch_key" from "t" where "id" …'],
  ],
])("%s shares statements", ([, query, expected]) => {
  expect(templates(query)).toEqual(expected);
});

test.for<[string, Compilable]>([
  ["two rows", db.insertInto("t").values([row, row])],
  ["a computed value", db.insertInto("t").values({ id: "a", n: sql`1 + 1` })],
  [
    "a conflict that updates",
    db
      .insertInto("t")
      .values(row)
      .onConflict((c) => c.column("id").doUpdateSet({ n: 2 })),
  ],
  [
    "a conflict of two columns",
    db
      .insertInto("t")
      .values(row)
      .onConflict((c) => c.columns(["id", "n"]).doNothing()),
  ],
  ["an update that returns", update.returning("n")],
  ["an update from a table", update.from("t as o")],
  ["an update of no one row", db.updateTable("t").set({ n: 1 }).where("id", ">", "a")],
  [
    "an update of either row",
    db
      .updateTable("t")
      .set({ n: 1 })
      .where((eb) => eb.or([eb("id", "=", "a"), eb("n", "=", 1)])),
  ],
  ["an update with a subquery", update.where("n", "in", db.selectFrom("t").select("n"))],
  [
    "an update with a subquery in raw text",
    update.where(sql<boolean>`exists (from t where n = ${1})`),
  ],
  [
    "an update whose raw text may bind less than AND",
    db
      .updateTable("t")
      .set({ n: 1 })
      .where(sql<boolean>`n = ${1} or n is null`)
      .where("id", "=", "a"),
  ],
  ["a delete with a limit", db.deleteFrom("t").where("id", "=", "a").limit(1)],
  ["a select with a limit", db.selectFrom("t").select("n").where("id", "=", "a").limit(1)],
  ["a distinct select", db.selectFrom("t").distinct().select("n").where("id", "=", "a")],
  [
    "an aggregate",
    db
      .selectFrom("t")
      .select((eb) => eb.fn.countAll().as("n"))
      .where("id", "=", "a"),
  ],
  [
    "a select by two columns",
    db.selectFrom("t").select("n").where("id", "=", "a").where("n", "=", 1),
  ],
  [
    "a select by a literal",
    db
      .selectFrom("t")
      .select("n")
      .where((eb) => eb("n", "=", eb.lit(1))),
  ],
])("%s is a statement of its own", ([, query]) => {
  expect(templates(query)).toBeUndefined();
});

test("queries that differ in their parameters only have one shape", () => {
  const shapeOf = (id: string) =>
    statementShape(db.selectFrom("t").select("n").where("id", "=", id).compile());
  expect(shapeOf("a")).toBeDefined();
  expect(shapeOf("a")).toBe(shapeOf("b"));
});
