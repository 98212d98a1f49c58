import { expect, test } from "vitest";
import { type MigrationEvent, migrateUp, migrationStatus } from "../../src/index.ts";
import { openEmpty } from "../sql-engines.ts";
import { files, rejection, rowsOf, run, tablesOf } from "./database.ts";

const three = files({
  "003_third.sql": "CREATE TABLE c AS SELECT * FROM b",
  "001_first.sql": "CREATE TABLE a (id INT); INSERT INTO a VALUES (1);",
  "002_second.sql": "CREATE TABLE b AS SELECT * FROM a",
});
const versions = ["001_first", "002_second", "003_third"];

test("files are applied in order of number, once, and told of", async () => {
  await using db = await openEmpty();
  const told: string[] = [];
  const onEvent = (event: MigrationEvent): void => {
    if ("migration" in event) told.push(`${event.type} ${event.migration.file}`);
  };
  const applied = await migrateUp(db, three, { onEvent });
  expect(applied.map(({ version }) => version)).toEqual(versions);
  expect(told).toEqual(
    versions.flatMap((version) => [`started ${version}.sql`, `applied ${version}.sql`]),
  );
  expect(await migrateUp(db, three)).toEqual([]);

  const { state, recorded, pending, problems } = await migrationStatus(db, three);
  expect({ state, pending, problems }).toEqual({ state: "current", pending: [], problems: [] });
  expect(recorded.map(({ version }) => version)).toEqual(versions);
  for (const row of recorded) {
    expect(row).toMatchObject({
      state: "applied",
      checksumState: "same",
      checksum: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      duration: expect.any(Number) as number,
      toolVersion: expect.stringMatching(/^@handsfree\/migrator \d/) as string,
      statement: null,
      error: null,
    });
    expect(Math.abs(Date.now() - row.appliedAt.getTime())).toBeLessThan(60_000);
  }
});

test("a file that fails half-way leaves nothing behind, and runs again once it is mended", async () => {
  await using db = await openEmpty();
  const contents = {
    "001_first.sql": "CREATE TABLE a (id INT PRIMARY KEY)",
    "002_second.sql": "CREATE TABLE b (id INT); INSERT INTO a VALUES (1); SELECT * FROM nowhere;",
    "003_third.sql": "CREATE TABLE c (id INT)",
  };
  const error = await rejection(migrateUp(db, files(contents)));
  expect(error).toMatchObject({ code: "migration_failed", file: "002_second.sql" });
  expect((error as Error).message).toMatch(
    /^002_second\.sql failed and left nothing behind: .*nowhere/,
  );
  expect(await tablesOf(db)).toEqual(["a"]);
  expect(await rowsOf(db, "a")).toEqual([]);

  const mended = { ...contents, "002_second.sql": "CREATE TABLE b (id INT)" };
  const applied = await migrateUp(db, files(mended));
  expect(applied.map(({ version }) => version)).toEqual(["002_second", "003_third"]);
});

test("a constraint's error does not quote the row", async () => {
  await using db = await openEmpty();
  const error = await rejection(
    migrateUp(
      db,
      files({
        "001_first.sql":
          "CREATE TABLE a (email TEXT PRIMARY KEY); INSERT INTO a VALUES ('ada@example.org'), ('ada@example.org')",
      }),
    ),
  );
  expect(error).toMatchObject({ code: "migration_failed" });
  expect((error as Error).message).not.toContain("ada");
});

test("to stops there, and what is held back stays pending", async () => {
  await using db = await openEmpty();
  const ahead = await migrationStatus(db, three, { to: "2" });
  expect(ahead.steps.map(({ migration }) => migration.version)).toEqual(versions.slice(0, 2));
  expect(await tablesOf(db)).toEqual([]);
  await migrateUp(db, three, { to: "002_second" });
  expect(await tablesOf(db)).toEqual(["a", "b"]);
  const { state, pending } = await migrationStatus(db, three);
  expect(state).toBe("pending");
  expect(pending.map(({ version }) => version)).toEqual(["003_third"]);
  await expect(migrateUp(db, three, { to: "4" })).rejects.toMatchObject({ code: "invalid_input" });
});

test("a changed applied file stops the run until it is allowed, which is on record", async () => {
  await using db = await openEmpty();
  await migrateUp(db, three, { to: "2" });
  const changed = three.map(({ file, sql }) => ({
    file,
    sql: sql.replace("(id INT)", "(id BIGINT)"),
  }));
  expect(await rejection(migrateUp(db, changed))).toMatchObject({
    code: "migration_files_invalid",
    problems: [{ kind: "changed_file", about: ["001_first.sql"] }],
  });
  expect(await tablesOf(db)).toEqual(["a", "b"]);

  const events: string[] = [];
  await migrateUp(db, changed, { allowChanged: true, onEvent: ({ type }) => events.push(type) });
  expect(events).toEqual(["accepted", "started", "applied"]);
  const { state, recorded } = await migrationStatus(db, changed);
  expect(state).toBe("current");
  expect(recorded[0]).toMatchObject({
    checksumState: "accepted",
    acceptedAt: expect.any(Date) as Date,
  });
  // What ran stays on record, so that the old text is as good.
  expect((await migrationStatus(db, three)).recorded[0]).toMatchObject({ checksumState: "same" });
});

test("a checkout with other line ends and a byte-order mark is the same", async () => {
  await using db = await openEmpty();
  const unix = files({
    "001_a.sql": "CREATE TABLE a (\n  id INT\n);\nINSERT INTO a VALUES (1);\n",
  });
  const windows = unix.map(({ file, sql }) => ({
    file,
    sql: `\uFEFF${sql.replaceAll("\n", "\r\n")}`,
  }));
  await migrateUp(db, windows);
  expect(await migrationStatus(db, unix)).toMatchObject({ state: "current", unverified: [] });
  expect(await rowsOf(db, "a")).toEqual([{ id: 1 }]);
});

test("a database of a newer release is refused before anything runs", async () => {
  await using db = await openEmpty();
  await migrateUp(db, three, { to: "2" });
  await run(db, "insert into schema_migrations (version) values ('004_from_the_future')");
  expect(await rejection(migrateUp(db, three))).toMatchObject({
    code: "schema_unknown",
    problems: [{ kind: "newer_database", about: ["004_from_the_future"] }],
  });
  expect(await tablesOf(db)).toEqual(["a", "b"]);
});

test("a version that a file tolerates is neither unknown nor in the way", async () => {
  await using db = await openEmpty();
  const tolerant = files({
    "001_first.sql": "-- migrate: tolerates 009_of_another_program\nCREATE TABLE a (id INT)",
    "002_second.sql": "CREATE TABLE b (id INT)",
  });
  await migrateUp(db, tolerant, { to: "1" });
  await run(db, "insert into schema_migrations (version) values ('009_of_another_program')");
  expect(await migrationStatus(db, tolerant)).toMatchObject({ problems: [], unverified: [] });
  expect(await migrateUp(db, tolerant)).toMatchObject([{ version: "002_second" }]);
});

test("of a file's variants the engine's runs, under one version", async () => {
  await using db = await openEmpty();
  const variants = files({
    "001_first.duckdb.sql": "CREATE TABLE made_for_duckdb (id INT)",
    "001_first.postgres.sql": "CREATE TABLE made_for_postgres (id INT)",
  });
  const [applied] = await migrateUp(db, variants);
  expect(applied).toMatchObject({ version: "001_first" });
  expect(await tablesOf(db)).toEqual([`made_for_${applied?.engine}`]);
});

test("no files and no history is a database that is current, and stays untouched", async () => {
  await using db = await openEmpty();
  expect(await migrateUp(db, [])).toEqual([]);
  expect(await migrationStatus(db, [])).toMatchObject({ state: "current", recorded: [] });
  await expect(rowsOf(db, "schema_migrations")).rejects.toMatchObject({ code: "invalid_query" });
});
