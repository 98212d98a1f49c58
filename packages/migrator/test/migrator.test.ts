import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase } from "@handsfree/query";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { migrateUp, migrationStatus, readMigrations } from "../src/index.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "handsfree-migrator-"));
});
afterEach(() => rm(directory, { recursive: true }));

async function files(contents: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(contents)) await writeFile(join(directory, name), text);
}

async function tablesOf(db: Awaited<ReturnType<typeof openDatabase>>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables order by 1`.execute(db);
  return rows.map(({ name }) => name);
}

test("files are applied in order of number, once, and told of when committed", async () => {
  await files({
    "010_third.sql": "CREATE TABLE c AS SELECT * FROM b",
    "002_second.sql": "CREATE TABLE b AS SELECT * FROM a",
    "001_first.sql": "CREATE TABLE a (id INT); INSERT INTO a VALUES (1);",
    "README.md": "not looked at",
  });
  await using db = await openDatabase({ path: ":memory:" });
  const migrations = await readMigrations(directory);
  const told: string[] = [];
  const applied = await migrateUp(db, migrations, { onApplied: ({ file }) => told.push(file) });
  expect(applied.map(({ version }) => version)).toEqual(["001_first", "002_second", "010_third"]);
  expect(told).toEqual(["001_first.sql", "002_second.sql", "010_third.sql"]);
  expect(await migrateUp(db, migrations)).toEqual([]);
  const status = await migrationStatus(db, migrations);
  expect(status.applied.map(({ version }) => version)).toEqual([
    "001_first",
    "002_second",
    "010_third",
  ]);
  expect(status.applied[0]?.appliedAt).toBeInstanceOf(Date);
  expect(status.pending).toEqual([]);
});

test("a file that fails half-way leaves nothing behind, and runs again once it is mended", async () => {
  await files({
    "001_first.sql": "CREATE TABLE a (id INT PRIMARY KEY)",
    "002_second.sql": "CREATE TABLE b (id INT); INSERT INTO a VALUES (1); SELECT * FROM nowhere;",
    "003_third.sql": "CREATE TABLE c (id INT)",
  });
  await using db = await openDatabase({ path: ":memory:" });
  const error: unknown = await migrateUp(db, await readMigrations(directory)).catch(
    (e: unknown) => e,
  );
  expect(error).toMatchObject({ code: "migration_failed", file: "002_second.sql" });
  expect((error as Error).message).toMatch(
    /^002_second\.sql failed and left nothing behind: Catalog Error/,
  );
  expect(await tablesOf(db)).toEqual(["a", "schema_migrations"]);
  expect((await sql`select * from a`.execute(db)).rows).toEqual([]);

  await files({ "002_second.sql": "CREATE TABLE b (id INT); INSERT INTO a VALUES (1);" });
  const applied = await migrateUp(db, await readMigrations(directory));
  expect(applied.map(({ version }) => version)).toEqual(["002_second", "003_third"]);
  expect(await tablesOf(db)).toEqual(["a", "b", "c", "schema_migrations"]);
});

test("a constraint's error does not quote the row", async () => {
  await files({
    "001_first.sql":
      "CREATE TABLE a (email TEXT PRIMARY KEY); INSERT INTO a VALUES ('ada@example.org'), ('ada@example.org')",
  });
  await using db = await openDatabase({ path: ":memory:" });
  const error: unknown = await migrateUp(db, await readMigrations(directory)).catch(
    (e: unknown) => e,
  );
  expect(error).toMatchObject({ code: "migration_failed" });
  expect((error as Error).message).not.toContain("ada");
});

test("twenty callers at once apply each file once", async () => {
  await files({
    "001_first.sql": "CREATE TABLE a (id INT)",
    "002_second.sql": "INSERT INTO a VALUES (1)",
  });
  await using db = await openDatabase({ path: ":memory:" });
  const migrations = await readMigrations(directory);
  const results = await Promise.all(Array.from({ length: 20 }, () => migrateUp(db, migrations)));
  expect(results.flat()).toHaveLength(2);
  expect((await sql`select count(*) as count from a`.execute(db)).rows).toEqual([{ count: 1 }]);
});

test("a history with versions that no file has is refused before anything runs", async () => {
  await files({ "001_first.sql": "CREATE TABLE a (id INT)" });
  await using db = await openDatabase({ path: ":memory:" });
  await migrateUp(db, await readMigrations(directory));
  await sql`insert into schema_migrations (version) values ('002_from_the_future')`.execute(db);
  await files({ "003_third.sql": "CREATE TABLE c (id INT)" });
  await expect(migrateUp(db, await readMigrations(directory))).rejects.toMatchObject({
    code: "schema_unknown",
    message: expect.stringContaining("002_from_the_future") as string,
  });
  expect(await tablesOf(db)).not.toContain("c");
});

test("a version that a file tolerates is neither unknown nor in the way", async () => {
  await files({
    "001_first.sql": "-- migrate: tolerates 009_of_another_program\nCREATE TABLE a (id INT)",
    "002_second.sql": "CREATE TABLE b (id INT)",
  });
  await using db = await openDatabase({ path: ":memory:" });
  const migrations = await readMigrations(directory);
  await migrateUp(db, migrations.slice(0, 1));
  await sql`insert into schema_migrations (version) values ('009_of_another_program')`.execute(db);
  expect(await migrationStatus(db, migrations)).toMatchObject({ unknown: [] });
  expect(await migrateUp(db, migrations)).toMatchObject([{ version: "002_second" }]);
});

test("a file that comes before an applied one is refused, not skipped", async () => {
  await files({ "002_second.sql": "CREATE TABLE b (id INT)" });
  await using db = await openDatabase({ path: ":memory:" });
  await migrateUp(db, await readMigrations(directory));
  await files({ "001_late.sql": "CREATE TABLE a (id INT)" });
  await expect(migrateUp(db, await readMigrations(directory))).rejects.toMatchObject({
    code: "migration_files_invalid",
  });
});

test("of a file's variants the engine's is taken, under one version", async () => {
  await files({
    "001_first.duckdb.sql": "SELECT 'duckdb'",
    "001_first.postgres.sql": "SELECT 'postgres'",
  });
  expect(await readMigrations(directory)).toMatchObject([
    { version: "001_first", file: "001_first.duckdb.sql" },
  ]);
  expect(await readMigrations(directory, "postgres")).toMatchObject([
    { version: "001_first", file: "001_first.postgres.sql" },
  ]);
});

test.for([
  [{ "1_short.sql": "SELECT 1" }, /1_short\.sql is not named/],
  [{ "001_Upper.sql": "SELECT 1" }, /001_Upper\.sql is not named/],
  [{ "001_x.mysql.sql": "SELECT 1" }, /is not named/],
  [
    { "001_a.sql": "SELECT 1", "001_b.sql": "SELECT 1" },
    /001_a\.sql and 001_b\.sql have one number/,
  ],
  [{ "001_a.sql": "SELECT 1", "001_a.duckdb.sql": "SELECT 1" }, /have one number/],
  [{ "001_a.sql": "  -- only words\n" }, /has no SQL/],
  [{ "001_a.sql": "CREATE TABLE a (i INT); COMMIT; SELECT 1" }, /begins or ends a transaction/],
  [{ "001_a.sql": "CREATE TABLE a (i INT); /* x */ END" }, /begins or ends a transaction/],
  [{ "001_a.sql": "BEGIN;\nSELECT 1;\nCOMMIT;" }, /begins or ends a transaction/],
] as const)("the files %j are refused", async ([contents, problem]) => {
  await files(contents);
  await expect(readMigrations(directory)).rejects.toThrow(problem);
});

test("every problem is named at once, and so is a directory that is not there", async () => {
  await files({ "x.sql": "SELECT 1", "001_a.sql": "" });
  await expect(readMigrations(directory)).rejects.toThrow(
    /001_a\.sql has no SQL; x\.sql is not named/,
  );
  await expect(readMigrations(join(directory, "nowhere"))).rejects.toMatchObject({
    code: "migration_files_invalid",
  });
});

test("words of a transaction in texts and comments are only words", async () => {
  await files({
    "001_a.sql":
      "-- commit;\nCREATE TABLE a AS SELECT 'x;\nbegin the day;' AS v, 1 AS \"end\" /* rollback; */",
  });
  expect(await readMigrations(directory)).toHaveLength(1);
});
