import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import {
  baselineMigrations,
  migrateUp,
  migrationStatus,
  repairMigrations,
} from "../../src/index.ts";
import { openEmpty } from "../sql-engines.ts";
import { files, rejection, rowsOf, run, tablesOf } from "./database.ts";

const three = files({
  "001_first.sql": "-- migrate: tolerates 007_of_another_program\nCREATE TABLE a (id INT)",
  "002_second.sql": "CREATE TABLE b (id INT)",
  "003_third.sql": "CREATE TABLE c (id INT)",
});

/** The history as older releases and other programs have it. */
const twoColumns = [
  "CREATE TABLE schema_migrations (version TEXT PRIMARY KEY, applied_at TIMESTAMPTZ NOT NULL DEFAULT now())",
  "INSERT INTO schema_migrations VALUES ('001_first', '2026-01-01 00:00:00+00'), ('007_of_another_program', '2026-01-02 00:00:00+00')",
  "CREATE TABLE a (id INT)",
];

async function columnsOf(db: Kysely<unknown>): Promise<unknown[]> {
  const { rows } = await sql`
    select column_name, data_type, is_nullable, column_default from information_schema.columns
    where table_schema = current_schema() and table_name = 'schema_migrations'
    order by column_name`.execute(db);
  return rows;
}

test("a history of two columns is extended in place, and its rows are adopted", async () => {
  await using db = await openEmpty();
  await run(db, ...twoColumns);
  expect(await migrationStatus(db, three)).toMatchObject({
    state: "pending",
    unverified: ["001_first"],
    steps: [{ migration: { version: "002_second" } }, { migration: { version: "003_third" } }],
  });
  expect(await columnsOf(db)).toHaveLength(2);

  const events: string[] = [];
  await migrateUp(db, three, { onEvent: ({ type }) => events.push(type) });
  expect(events[0]).toBe("history_extended");
  const { recorded, unverified, state } = await migrationStatus(db, three);
  expect({ state, unverified }).toEqual({ state: "current", unverified: ["001_first"] });
  expect(recorded).toMatchObject([
    {
      version: "001_first",
      checksumState: "unverified",
      appliedAt: new Date("2026-01-01T00:00:00Z"),
    },
    { version: "002_second", checksumState: "same" },
    { version: "003_third", checksumState: "same" },
    { version: "007_of_another_program", checksumState: "none", file: undefined },
  ]);

  await using fresh = await openEmpty();
  await migrateUp(fresh, three);
  expect(await columnsOf(db)).toEqual(await columnsOf(fresh));
});

test("it is extended even where nothing is pending, once", async () => {
  await using db = await openEmpty();
  await run(db, ...twoColumns);
  const first = three.slice(0, 1);
  const events: string[] = [];
  for (let i = 0; i < 2; i++)
    await migrateUp(db, first, { onEvent: ({ type }) => events.push(type) });
  expect(events).toEqual(["history_extended"]);
});

test("a repair records the checksums, after which a change is known", async () => {
  await using db = await openEmpty();
  await run(db, ...twoColumns);
  expect(await repairMigrations(db, three)).toEqual([
    { type: "verified", version: "001_first", file: "001_first.sql" },
  ]);
  expect(await migrationStatus(db, three)).toMatchObject({ unverified: [], state: "pending" });
  const changed = three.map(({ file, sql: text }) => ({
    file,
    sql: text.replace("a (id", "a (id2"),
  }));
  expect(await migrationStatus(db, changed)).toMatchObject({
    problems: [{ kind: "changed_file", about: ["001_first.sql"] }],
  });
  // It is for what nobody knows; what is known to be changed takes --allow-changed.
  expect(await repairMigrations(db, changed)).toEqual([]);
  expect(await repairMigrations(db, three)).toEqual([]);
});

test("an older release that goes on beside this one is understood", async () => {
  await using db = await openEmpty();
  await migrateUp(db, three, { to: "1" });
  await run(
    db,
    "INSERT INTO schema_migrations (version) VALUES ('002_second')",
    "CREATE TABLE b (id INT)",
  );
  expect(await migrateUp(db, three)).toMatchObject([{ version: "003_third" }]);
  expect(await migrationStatus(db, three)).toMatchObject({ unverified: ["002_second"] });
});

test("a repair and a baseline of a database without history", async () => {
  await using db = await openEmpty();
  expect(await repairMigrations(db, three)).toEqual([]);
  await run(db, "CREATE TABLE a (id INT)", "CREATE TABLE b (id INT)");
  const recorded = await baselineMigrations(db, three, { at: "2" });
  expect(recorded.map(({ version }) => version)).toEqual(["001_first", "002_second"]);
  expect(await migrationStatus(db, three)).toMatchObject({
    state: "pending",
    unverified: [],
    recorded: [{ state: "baseline", checksumState: "same" }, { state: "baseline" }],
  });
  expect(await migrateUp(db, three)).toMatchObject([{ version: "003_third" }]);
  expect(await tablesOf(db)).toEqual(["a", "b", "c"]);
  expect(await baselineMigrations(db, three, { at: "003_third" })).toEqual([]);
});

test("a baseline that would leave problems, or names nothing, records nothing", async () => {
  await using db = await openEmpty();
  await expect(baselineMigrations(db, three, { at: "4" })).rejects.toMatchObject({
    code: "invalid_input",
    field: "at",
  });
  await run(db, ...twoColumns, "INSERT INTO schema_migrations (version) VALUES ('009_newer')");
  expect(await rejection(baselineMigrations(db, three, { at: "2" }))).toMatchObject({
    code: "schema_unknown",
  });
  expect(await rowsOf(db, "schema_migrations")).toHaveLength(3);
});
