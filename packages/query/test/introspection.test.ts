import { type Kysely, sql } from "kysely";
import { jsonArrayFrom as jsonArrayOnPostgres } from "kysely/helpers/postgres";
import { jsonArrayFrom as jsonArrayOnDuckDb } from "kysely/helpers/sqlite";
import { expect, test } from "vitest";
import { engine, openEmptyDatabase } from "./empty-database.ts";

interface Tables {
  "shop.items": { id: number; name: string };
}

const mainSchema = engine === "duckdb" ? "main" : "public";

async function openShop(): Promise<Kysely<Tables>> {
  const db = await openEmptyDatabase<Tables>();
  await sql`create schema shop`.execute(db);
  await sql`create sequence counter`.execute(db);
  await sql`create table shop.items (id int primary key default nextval('counter'), name text not null)`.execute(
    db,
  );
  await sql`comment on column shop.items.name is 'as printed'`.execute(db);
  await sql`create table items (id int, price decimal(5, 2))`.execute(db);
  await sql`create view shop.names as select name from shop.items`.execute(db);
  await sql`create table kysely_migration (name text)`.execute(db);
  return db;
}

test("every schema has its name", async () => {
  await using db = await openShop();
  const names = (await db.introspection.getSchemas()).map(({ name }) => name);
  expect(names).toContain("shop");
  expect(names).toContain(mainSchema);
  expect(names.every((name) => typeof name === "string" && name !== "")).toBe(true);
});

test("tables and views of every schema are told apart, with their columns", async () => {
  await using db = await openShop();
  const tables = await db.introspection.getTables();
  expect(tables.map(({ schema, name, isView }) => `${schema}.${name} ${isView}`)).toEqual([
    `${mainSchema}.items false`,
    "shop.items false",
    "shop.names true",
  ]);
  const items = tables.find(({ schema, name }) => schema === "shop" && name === "items");
  expect(items?.columns).toMatchObject([
    { name: "id", isNullable: false, hasDefaultValue: true },
    { name: "name", isNullable: false, hasDefaultValue: false, comment: "as printed" },
  ]);
  const view = tables.find(({ isView }) => isView);
  expect(view?.columns.map(({ name }) => name)).toEqual(["name"]);
});

test("Kysely's own tables are listed when they are asked for", async () => {
  await using db = await openShop();
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  expect(tables.map(({ name }) => name)).toContain("kysely_migration");
});

test.for(["select", "insert", "update", "delete"] as const)(
  "a %s is explained as JSON",
  async (kind) => {
    await using db = await openShop();
    const queries = {
      select: db.selectFrom("shop.items").selectAll().where("id", "=", 1),
      insert: db.insertInto("shop.items").values({ id: 1, name: "a" }).returningAll(),
      update: db.updateTable("shop.items").set({ name: "b" }).where("id", "=", 1).returningAll(),
      delete: db.deleteFrom("shop.items").where("id", "=", 1).returningAll(),
    };
    const [row] = await queries[kind].explain<Record<string, string>>("json");
    const plan = row?.["explain_value"] ?? row?.["QUERY PLAN"] ?? "";
    expect(JSON.parse(plan)).toBeInstanceOf(Array);
    const [analyzed] = await queries[kind].explain<Record<string, string>>("json", sql`analyze`);
    expect(Object.values(analyzed ?? {}).join()).toContain("{");
  },
);

test("rows of a table in a schema become JSON", async () => {
  await using db = await openShop();
  await db.insertInto("shop.items").values({ id: 1, name: "a" }).execute();
  const item = { id: 1, name: "a" };
  const one = await db
    .selectFrom("shop.items")
    .select((eb) => eb.fn.toJson("shop.items").as("item"))
    .executeTakeFirstOrThrow();
  expect(JSON.parse(one.item as unknown as string)).toEqual(item);
  const inSchema = (db as unknown as Kysely<{ items: Tables["shop.items"] }>).withSchema("shop");
  const all = await inSchema
    .selectFrom("items")
    .select((eb) => [eb.fn.toJson("items").as("item"), eb.fn.jsonAgg("items").as("items")])
    .groupBy(["id", "name"])
    .executeTakeFirstOrThrow();
  expect(JSON.parse(all.item as unknown as string)).toEqual(item);
  expect(JSON.parse(all.items as unknown as string)).toEqual([item]);
});

test("rows are gathered as JSON: some, each once, in order, or none", async () => {
  await using db = await openShop();
  const rows = [
    { id: 1, name: "a" },
    { id: 2, name: "b" },
    { id: 3, name: "b" },
  ];
  await db.insertInto("shop.items").values(rows).execute();
  const gathered = await db
    .selectFrom("shop.items")
    .select((eb) => [
      eb.fn.jsonAgg(eb.ref("name")).distinct().as("each"),
      eb.fn.jsonAgg(eb.ref("id")).filterWhere("name", "=", "b").as("some"),
      eb.fn.jsonAgg("shop.items").orderBy("id", "desc").as("ordered"),
      eb.fn.jsonAgg("shop.items").filterWhere("id", ">", 9).as("none"),
    ])
    .executeTakeFirstOrThrow();
  const read = (json: unknown): unknown => JSON.parse(String(json));
  expect((read(gathered.each) as string[]).toSorted()).toEqual(["a", "b"]);
  expect(read(gathered.some)).toEqual([2, 3]);
  expect(read(gathered.ordered)).toEqual(rows.toReversed());
  expect(gathered.none).toBeNull();
});

test("a subquery of a table in a schema becomes a JSON list", async () => {
  await using db = await openShop();
  await db.insertInto("shop.items").values({ id: 1, name: "a" }).execute();
  const jsonArrayFrom = engine === "duckdb" ? jsonArrayOnDuckDb : jsonArrayOnPostgres;
  const { items } = await db
    .selectNoFrom((eb) =>
      jsonArrayFrom(eb.selectFrom("shop.items").select(["shop.items.id", "shop.items.name"])).as(
        "items",
      ),
    )
    .executeTakeFirstOrThrow();
  expect(JSON.parse(items as unknown as string)).toEqual([{ id: 1, name: "a" }]);
});
