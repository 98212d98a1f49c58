import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import { openEmptyDatabase } from "./empty-database.ts";

interface Tables {
  people: { id: number; name: string };
  pets: { id: number; owner: number };
}

async function openTables(): Promise<Kysely<Tables>> {
  const db = await openEmptyDatabase<Tables>();
  await sql`create table people (id int, name text)`.execute(db);
  await sql`create table pets (id int, owner int)`.execute(db);
  await sql`insert into people values (1, 'Ada')`.execute(db);
  await sql`insert into pets values (7, 1)`.execute(db);
  return db;
}

const twice = { code: "invalid_query", message: expect.stringContaining('"id"') };

test("two columns of one name are refused by their name, since a row would hold one of them", async () => {
  await using db = await openTables();
  const joined = db.selectFrom("people").innerJoin("pets", "pets.owner", "people.id").selectAll();
  await expect(joined.execute()).rejects.toMatchObject(twice);
  await expect(joined.where("people.id", "=", 1).execute()).rejects.toMatchObject(twice);
  await expect(joined.stream().next()).rejects.toMatchObject(twice);
  await expect(sql`select 1 as id, 2 as id`.execute(db)).rejects.toMatchObject(twice);
  await expect(
    db.transaction().execute((trx) => sql`select 1 as id, 2 as id`.execute(trx)),
  ).rejects.toMatchObject(twice);
});

test("look-ups of which two columns have one name are refused, each of them", async () => {
  await using db = await openTables();
  const lookUp = (name: string): Promise<unknown> =>
    db.selectFrom("people").selectAll().select("id").where("name", "=", name).execute();
  const results = await Promise.allSettled(["Ada", "Ada", "Eve", "Bob"].map(lookUp));
  for (const result of results) expect(result).toMatchObject({ status: "rejected", reason: twice });
});

test("a write that would return two columns of one name is refused, and writes nothing", async () => {
  await using db = await openTables();
  const person = { id: 2, name: "Eve" };
  const returning = ["id", "name as id"] as const;
  const insert = (tables: Kysely<Tables>): Promise<unknown> =>
    tables.insertInto("people").values(person).returning(returning).execute();
  await expect(insert(db)).rejects.toMatchObject(twice);
  await expect(Promise.all([insert(db), insert(db)])).rejects.toMatchObject(twice);
  await expect(
    sql`insert into people values (3, 'x') returning id, id`.execute(db),
  ).rejects.toMatchObject(twice);
  await expect(
    sql`-- why\ninsert into people values (${3}, 'x') returning id, id`.execute(db),
  ).rejects.toMatchObject(twice);
  await expect(
    db.updateTable("people").set({ name: "x" }).returning(returning).execute(),
  ).rejects.toMatchObject(twice);
  await expect(db.deleteFrom("people").returning(returning).execute()).rejects.toMatchObject(twice);
  await expect(db.transaction().execute(insert)).rejects.toMatchObject({ code: "invalid_query" });
  expect(await db.selectFrom("people").selectAll().execute()).toEqual([{ id: 1, name: "Ada" }]);
  // Told apart, it is kept, the second time too.
  for (const id of [2, 3]) {
    const { rows } =
      await sql`insert into people values (${id}, 'y') returning id, id as same`.execute(db);
    expect(rows).toEqual([{ id, same: id }]);
  }
});

test("names that look made up, or differ in their case alone, are the columns' own", async () => {
  await using db = await openTables();
  const { rows } = await sql`select 1 as id, 2 as "id:1", 3 as "ID"`.execute(db);
  expect(rows).toEqual([{ id: 1, "id:1": 2, ID: 3 }]);
});

const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "prototype"];

test.for(names)("a column called %s is a property of its row", async (name) => {
  await using db = await openTables();
  const query = sql<Record<string, unknown>>`select 1 as ${sql.id(name)}, ${"x"} as other`;
  const { rows } = await query.execute(db);
  expect(Object.entries(rows[0] ?? {})).toEqual([
    [name, 1],
    ["other", "x"],
  ]);
  expect(Object.getPrototypeOf(rows[0])).toBe(Object.prototype);
  const streamed = db
    .selectFrom("people")
    .select(sql`id`.as(name))
    .stream();
  for await (const row of streamed) expect(Object.entries(row)).toEqual([[name, 1]]);
});

test("look-ups that are one statement keep a column called __proto__", async () => {
  await using db = await openEmptyDatabase<{ odd: { key: string; __proto__: number } }>();
  await sql`create table odd (key text, "__proto__" int)`.execute(db);
  await sql`insert into odd values ('a', 1), ('b', 2), ('c', 3)`.execute(db);
  const lookUp = (key: string) => db.selectFrom("odd").selectAll().where("key", "=", key).execute();
  const found = await Promise.all(["a", "b", "c"].map(lookUp));
  expect(found.map(([row]) => Object.entries(row ?? {}))).toEqual(
    ["a", "b", "c"].map((key, index) => [
      ["key", key],
      ["__proto__", index + 1],
    ]),
  );
});

test("what cannot be read is refused with the name of its column", async () => {
  await using db = await openTables();
  const refused = { code: "invalid_value", message: expect.stringContaining('column "far"') };
  const far = sql`timestamptz 'infinity'`;
  await expect(sql`select 1 as near, ${far} as far`.execute(db)).rejects.toMatchObject(refused);
  const streamed = db
    .selectFrom("people")
    .select(["id", far.as("far")])
    .stream();
  await expect(streamed.next()).rejects.toMatchObject(refused);
});

test("only what changes rows has a number of affected rows", async () => {
  await using db = await openTables();
  const affected = async (text: string) => (await sql.raw(text).execute(db)).numAffectedRows;
  expect(await affected("select * from people")).toBeUndefined();
  expect(await affected("with p as (select 1 as n) select * from p")).toBeUndefined();
  expect(await affected("explain select 1")).toBeUndefined();
  expect(await affected("create table more (id int)")).toBeUndefined();
  expect(await affected("insert into more values (1), (2) returning id")).toBe(2n);
  expect(await affected("update more set id = 3")).toBe(2n);
  expect(await affected("delete from more where id = 4")).toBe(0n);
  const { numAffectedRows } = await db.executeQuery(db.selectFrom("people").selectAll().compile());
  expect(numAffectedRows).toBeUndefined();
  const lookUp = db.selectFrom("people").selectAll().where("name", "=", "Ada").compile();
  const together = await Promise.all([1, 2, 3].map(() => db.executeQuery(lookUp)));
  expect(together.map((result) => result.numAffectedRows)).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
