import { openDatabase } from "@handsfree/query";
import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import {
  describeDifference,
  findDrift,
  findForeignTables,
  type MigrationFile,
  migrateUp,
} from "../src/index.ts";

const migrations: MigrationFile[] = [
  {
    file: "001_a.sql",
    sql: "CREATE TABLE a (id INT PRIMARY KEY, gone INT, name TEXT)",
  },
  {
    file: "002_b.sql",
    sql: `-- migrate: tolerates 009_of_another_program
      ALTER TABLE a DROP gone; CREATE TABLE b (x INT UNIQUE); CREATE INDEX by_name ON a (name)`,
  },
  { file: "003_c.sql", sql: "CREATE VIEW v AS SELECT x FROM b" },
];

async function open(...statements: string[]): Promise<Kysely<object>> {
  const db = (await openDatabase({ path: ":memory:" })) as unknown as Kysely<object>;
  for (const statement of statements) await sql.raw(statement).execute(db);
  return db;
}

async function drift(db: Kysely<object>): Promise<string[]> {
  return (await findDrift(db, migrations)).map(describeDifference);
}

test("what the files made has not drifted, nor has a database that waits for some of them", async () => {
  await using db = await open();
  expect(await drift(db)).toEqual([]);
  for (const count of [1, 2, 3]) {
    await migrateUp(db, migrations, { to: String(count) });
    expect(await drift(db)).toEqual([]);
  }
});

test("what was changed by hand is found, and only that", async () => {
  await using db = await open();
  await migrateUp(db, migrations);
  for (const change of [
    "DROP INDEX by_name",
    "ALTER TABLE a ADD COLUMN own INT DEFAULT 3",
    "CREATE TABLE stray (x INT)",
    "INSERT INTO b VALUES (1)",
  ]) {
    await sql.raw(change).execute(db);
  }
  expect(await drift(db)).toEqual([
    'index by_name on a is missing; it should be ("name")',
    "column a.own should not be there; it is integer default 3",
    "table stray should not be there",
  ]);
});

test("tables of another program are left out where the history holds its versions, changes are not", async () => {
  await using db = await open();
  await migrateUp(db, migrations);
  await sql.raw("CREATE TABLE theirs (x INT); DROP INDEX by_name").execute(db);
  expect(await findForeignTables(db, migrations)).toEqual([]);
  await sql`insert into schema_migrations (version) values ('009_of_another_program')`.execute(db);
  expect(await drift(db)).toEqual(['index by_name on a is missing; it should be ("name")']);
  expect(await findForeignTables(db, migrations)).toEqual(["theirs"]);
});
