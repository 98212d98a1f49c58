import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Kysely, sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDatabase } from "../src/index.ts";

interface Tables {
  notes: { text: string };
}

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "handsfree-kept-"));
});
afterEach(() => rm(directory, { recursive: true }));

const pathOf = (name: string): string => join(directory, name);
async function open(name: string, keepsInstance: boolean): Promise<Kysely<Tables>> {
  const db = await openDatabase({ path: pathOf(name), duckdb: { keepsInstance } });
  return db as unknown as Kysely<Tables>;
}

async function note(db: Kysely<Tables>, text: string): Promise<void> {
  await db.schema.createTable("notes").ifNotExists().addColumn("text", "text").execute();
  await db.insertInto("notes").values({ text }).execute();
}

async function readNotes(db: Kysely<Tables>): Promise<string[]> {
  const rows = await db.selectFrom("notes").select("text").execute();
  return rows.map(({ text }) => text);
}

test("a kept instance serves one file after the other, and leaves each of them whole", async () => {
  for (const name of ["a", "b", "a"]) {
    await using db = await open(name, true);
    await note(db, name);
    expect(existsSync(pathOf(`${name}.wal`))).toBe(true);
  }
  expect(existsSync(pathOf("a.wal")) || existsSync(pathOf("b.wal"))).toBe(false);
  // An instance of its own could not open a file that the kept one has.
  await using first = await open("a", false);
  await using second = await open("b", false);
  expect([await readNotes(first), await readNotes(second)]).toEqual([["a", "a"], ["b"]]);
});

test("files that are open at the same time have an instance each", async () => {
  {
    await using first = await open("a", true);
    await using second = await open("b", true);
    await Promise.all([note(first, "one"), note(second, "two")]);
  }
  await using second = await open("a", true);
  await using first = await open("b", true);
  expect([await readNotes(first), await readNotes(second)]).toEqual([["two"], ["one"]]);
});

test("an instance is kept only where the options say so", async () => {
  const remains = async (keepsInstance: boolean): Promise<boolean> => {
    {
      await using db = await open("a", keepsInstance);
      await sql`create or replace table memory.main.remains (n int)`.execute(db);
    }
    await using db = await open("b", keepsInstance);
    const { rows } = await sql<{ found: boolean }>`
      select count(*) > 0 as found from duckdb_tables() where table_name = 'remains'`.execute(db);
    return rows[0]?.found ?? false;
  };
  expect(await remains(true)).toBe(true);
  expect(await remains(false)).toBe(false);
});

test("many files at once leave a bounded number of instances", async () => {
  const names = Array.from({ length: 12 }, (_, index) => `many-${index}`);
  for (let round = 0; round < 2; round++) {
    const all = await Promise.all(names.map((name) => open(name, true)));
    await Promise.all(all.map((db, index) => note(db, `${index}`)));
    await Promise.all(all.map((db) => db.destroy()));
  }
  await using db = await open("many-11", true);
  expect(await readNotes(db)).toEqual(["11", "11"]);
});
