import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import { openDatabase } from "../src/index.ts";

interface Tables {
  items: { key: string; n: number; note: string };
}

async function openItems(): Promise<Kysely<Tables>> {
  const db = (await openDatabase({ path: ":memory:" })) as unknown as Kysely<Tables>;
  await sql`create table items (key text primary key, n int, note text)`.execute(db);
  return db;
}

const item = (n: number) => ({ key: `key${n}`, n, note: `note${n}\nand a second line` });

async function streamed<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const list: Row[] = [];
  for await (const row of rows) list.push(row);
  return list;
}

/** DuckDB plans by the least and the largest values that a table has, and a text for the longest. */
const reads: Record<string, (db: Kysely<Tables>) => Promise<unknown>> = {
  "a built one": (db) => db.selectFrom("items").selectAll().orderBy("key").execute(),
  "a raw one": async (db) => (await sql`select * from items order by key`.execute(db)).rows,
  "a stream": (db) => streamed(db.selectFrom("items").selectAll().orderBy("key").stream()),
  "a condition of constants": async (db) =>
    (await sql`select * from items where n >= 0 and note like 'note%' order by key`.execute(db))
      .rows,
};

test.for(Object.entries(reads))(
  "%s without parameters sees rows beyond what its tables had when it first ran",
  async ([, read]) => {
    await using db = await openItems();
    expect(await read(db)).toEqual([]);
    for (const n of [1, 20, 300, 70_000]) {
      await db.deleteFrom("items").execute();
      await db.insertInto("items").values(item(n)).execute();
      expect(await read(db)).toEqual([item(n)]);
    }
    await db.connection().execute(async (held) => {
      await sql`set default_order = 'asc'`.execute(held);
      for (const n of [2, 30, 100_000]) {
        await held.deleteFrom("items").execute();
        await held.insertInto("items").values(item(n)).execute();
        expect(await read(held)).toEqual([item(n)]);
      }
    });
  },
);

test("a change without parameters finds rows that came after it first ran", async () => {
  await using db = await openItems();
  for (const n of [1, 20, 300]) {
    await db.insertInto("items").values(item(n)).execute();
    const { numAffectedRows } = await sql`update items set n = 0 where n >= 15`.execute(db);
    expect(numAffectedRows).toBe(n >= 15 ? 1n : 0n);
    const changed = await db
      .updateTable("items")
      .set({ note: sql.lit("changed") })
      .where(sql<boolean>`note like 'note%'`)
      .returning("key")
      .execute();
    expect(changed).toEqual([{ key: `key${n}` }]);
  }
});
