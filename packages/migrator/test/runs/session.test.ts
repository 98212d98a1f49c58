import { openDatabase } from "@handsfree/query";
import { type Kysely, sql } from "kysely";
import { expect, test } from "vitest";
import { migrateUp, migrationStatus } from "../../src/index.ts";
import { engine } from "../sql-engines.ts";
import { emptyDatabase, files, rejection, rowsOf, run } from "./database.ts";

/** One connection, which each file and the next caller get. */
async function open(
  options: Parameters<typeof openDatabase>[0],
): Promise<Kysely<unknown> & AsyncDisposable> {
  return (await openDatabase({ ...options, poolSize: 1 })) as unknown as Kysely<unknown> &
    AsyncDisposable;
}

/** Of which the files below leave something. */
const state =
  engine === "postgres"
    ? `session_user::text || ' as ' || current_user as person,
      current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement,
      coalesce(current_setting('app.tenant', true), '') as tenant,
      (select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()) as locks,
      (select count(*) from pg_listening_channels()) as channels,
      (select count(*) from pg_prepared_statements) as prepared`
    : `current_database() as person, current_setting('default_null_order') as nulls,
      (select list(database_name order by 1) from duckdb_databases())::text as databases,
      (select count(*) from duckdb_variables()) as variables,
      (select count(*) from duckdb_views() where temporary and not internal) as views,
      (select count(*) from duckdb_tables() where temporary) as tables,
      (select count(*) from duckdb_sequences() where temporary) as sequences,
      (select count(*) from duckdb_types() where database_name = 'temp' and not internal) as types,
      (select count(*) from duckdb_functions() where database_name = 'temp' and not internal) as macros`;

async function stateOf(db: Kysely<unknown>): Promise<unknown> {
  // In a transaction that can write, on DuckDB on the connection that the files had.
  return db.transaction().execute(async (transaction) => {
    const { rows } = await sql`
      select current_setting('search_path') as path, current_setting('TimeZone') as zone,
        current_schema() as schema, ${sql.raw(state)}`.execute(transaction);
    return rows[0];
  });
}

async function placeOf(db: Kysely<unknown>, table: string): Promise<unknown> {
  const { rows } = await sql<{ place: string }>`
    select table_schema as place from information_schema.tables
    where table_name = ${table} and table_catalog = current_database()`.execute(db);
  return rows[0]?.place;
}

const leaks = {
  "a schema": {
    sql: "CREATE SCHEMA s; SET search_path = 's'; CREATE TABLE x (id INT)",
    places: { x: "s" },
  },
  "a time zone": { sql: "SET TimeZone = 'Asia/Tokyo'; CREATE TABLE x (id INT)", places: {} },
  "a temporary table": { sql: "CREATE TEMP TABLE t (id INT); CREATE TABLE x (id INT)", places: {} },
  ...(engine === "duckdb"
    ? {
        USE: { sql: "CREATE SCHEMA s; USE s; CREATE TABLE x (id INT)", places: { x: "s" } },
        "a schema that is gone": {
          sql: "CREATE SCHEMA s; USE s; CREATE TABLE x (id INT); DROP SCHEMA s CASCADE",
          places: {},
        },
        "another database": {
          sql: "ATTACH ':memory:' AS other; USE other; SELECT 1",
          places: {},
        },
        "settings of the process": {
          sql: "SET GLOBAL default_null_order = 'nulls_first'; SET VARIABLE v = 1; CREATE TEMP VIEW w AS SELECT 1; CREATE TEMP MACRO m(x) AS x + 1; CREATE TEMP MACRO n() AS TABLE SELECT 1; CREATE TEMP SEQUENCE q; CREATE TEMP TYPE mood AS ENUM ('a'); PRAGMA enable_profiling = 'no_output'",
          places: {},
        },
      }
    : {
        "a role": {
          sql: "GRANT ALL ON SCHEMA public TO app_owner; SET ROLE app_owner; CREATE TABLE x (id INT)",
          places: {},
        },
        "another session's authorization": {
          sql: "GRANT ALL ON SCHEMA public TO app_owner; SET SESSION AUTHORIZATION app_login; SET ROLE app_owner; CREATE TABLE x (id INT)",
          places: {},
        },
        "a role of the transaction": {
          sql: "GRANT ALL ON SCHEMA public TO app_owner; SET LOCAL ROLE app_owner; CREATE TABLE x (id INT)",
          places: {},
        },
        "pg_dump's path": {
          sql: "SELECT pg_catalog.set_config('search_path', '', false); CREATE TABLE public.x (id INT)",
          places: { x: "public" },
        },
        "limits and locks": {
          sql: "SELECT pg_advisory_lock(7); LISTEN x; PREPARE p AS SELECT 1; SET lock_timeout = 1; SET statement_timeout = '1s'; SELECT set_config('app.tenant', 'x', false)",
          places: {},
        },
      }),
};

async function makeRoles(db: Kysely<unknown>): Promise<void> {
  if (engine === "duckdb") return;
  // Roles are the server's, and other tests make them too.
  await run(
    db,
    `DO $$ BEGIN
      CREATE ROLE app_owner; CREATE ROLE app_login LOGIN; GRANT app_owner TO app_login;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$`,
  );
}

test.for(
  Object.entries(leaks).flatMap(([name, leak]) =>
    ["", "-- migrate: no-transaction\n"].map((first) => ({ name, first, ...leak })),
  ),
)(
  "$name: the history is written as before, and the next file finds nothing of it: $first",
  async ({ first, sql: text, places }) => {
    await using empty = await emptyDatabase();
    await using db = await open(empty.options);
    await makeRoles(db);
    const before = await stateOf(db);
    const all = files({
      "001_a.sql": `${first}${text}`,
      "002_b.sql": "CREATE TABLE t (id INT); CREATE TABLE after_it AS SELECT 1 AS id",
    });
    await migrateUp(db, all);
    expect(await stateOf(db)).toEqual(before);
    expect(await migrationStatus(db, all)).toMatchObject({
      state: "current",
      recorded: [
        { state: "applied", duration: expect.any(Number) as number },
        { state: "applied", duration: expect.any(Number) as number },
      ],
    });
    const main = engine === "duckdb" ? "main" : "public";
    for (const [table, place] of Object.entries({ t: main, after_it: main, ...places }))
      expect(await placeOf(db, table)).toBe(place);
  },
);

test.for(["", "-- migrate: no-transaction\n"])(
  "a file that fails leaves nothing in its session either: %j",
  async (first) => {
    await using empty = await emptyDatabase();
    await using db = await open(empty.options);
    await makeRoles(db);
    const before = await stateOf(db);
    const role = engine === "postgres" ? "SET ROLE app_owner; " : "";
    const all = files({
      "001_a.sql": `${first}CREATE SCHEMA s; SET search_path = 's'; ${role}SET TimeZone = 'Asia/Tokyo'; SELECT * FROM nowhere`,
    });
    expect(await rejection(migrateUp(db, all))).toMatchObject({ file: "001_a.sql" });
    expect(await stateOf(db)).toEqual(before);
    const { recorded } = await migrationStatus(db, all);
    expect(recorded).toMatchObject(first === "" ? [] : [{ state: "failed" }]);
  },
);

test("one run and several make the same, whatever a file leaves in its session", async () => {
  const all = files({
    "001_a.sql": "CREATE SCHEMA s; SET search_path = 's'; CREATE TABLE a (id INT)",
    "002_b.sql": "CREATE TABLE b AS SELECT current_setting('TimeZone') AS zone",
    "003_c.sql": "-- migrate: no-transaction\nSET search_path = 's'; CREATE TABLE c (id INT)",
    "004_d.sql": "SET TimeZone = 'Asia/Tokyo'; CREATE TABLE d (id INT)",
    "005_e.sql": "CREATE TABLE e AS SELECT current_setting('TimeZone') AS zone",
  });
  const made: unknown[] = [];
  for (const targets of [["5"], ["1", "2", "3", "4", "5"]]) {
    await using empty = await emptyDatabase();
    for (const to of targets) {
      await using db = await open(empty.options);
      await migrateUp(db, all, { to });
    }
    await using db = await open(empty.options);
    const places = [];
    for (const table of ["a", "b", "c", "d", "e"]) places.push(await placeOf(db, table));
    made.push({ places, b: await rowsOf(db, "b"), e: await rowsOf(db, "e") });
  }
  expect(made[0]).toEqual(made[1]);
  const main = engine === "duckdb" ? "main" : "public";
  expect(made[0]).toMatchObject({ places: ["s", main, "s", main, main] });
});

test("a file that takes its own row out of the history is not kept", async () => {
  await using empty = await emptyDatabase();
  await using db = await open(empty.options);
  const all = files({ "001_a.sql": "CREATE TABLE a (id INT); DELETE FROM schema_migrations" });
  const error = await rejection(migrateUp(db, all));
  expect((error as Error).message).toBe(
    "001_a.sql failed and left nothing behind: the file deleted its own row from schema_migrations",
  );
  expect(await placeOf(db, "a")).toBe(undefined);
});
