import { openDatabase } from "@handsfree/query";
import { expect, test } from "vitest";
import {
  baselineMigrations,
  migrateUp,
  migrationStatus,
  repairMigrations,
} from "../../src/index.ts";
import { readHistory } from "../../src/history/read-history.ts";
import { engine, openEmpty } from "../sql-engines.ts";
import { emptyDatabase, files, rejection, rowsOf, run, tablesOf } from "./database.ts";

const all = files({ "001_a.sql": "CREATE TABLE a (id INT)" });

const ofOthers: Readonly<Record<string, readonly [sql: string, says: RegExp]>> = {
  dbmate: [
    "TABLE schema_migrations (version varchar(128) PRIMARY KEY)",
    /as dbmate makes it; it lacks applied_at/,
  ],
  "golang-migrate": [
    "TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)",
    /version bigint, dirty boolean\), as golang-migrate makes it; it lacks applied_at, version is not text, dirty belongs to another program/,
  ],
  Ecto: [
    "TABLE schema_migrations (version bigint PRIMARY KEY, inserted_at timestamp)",
    /as Ecto makes it/,
  ],
  Sequel: ["TABLE schema_migrations (filename text PRIMARY KEY)", /as Sequel makes it/],
  Migratus: [
    "TABLE schema_migrations (id bigint UNIQUE NOT NULL, applied timestamp, description varchar(1024))",
    /as Migratus makes it/,
  ],
  "a table of no tool": [
    "TABLE schema_migrations (version text PRIMARY KEY, applied_at timestamptz, by_whom text NOT NULL)",
    /\(version \S+, applied_at timestamp with time zone, by_whom \S+\); by_whom belongs to another program/,
  ],
  "a time without a zone": [
    "TABLE schema_migrations (version text PRIMARY KEY, applied_at timestamp)",
    /applied_at is not timestamptz/,
  ],
  "a further column of another type": [
    "TABLE schema_migrations (version text PRIMARY KEY, applied_at timestamptz, checksum integer)",
    /checksum is not text/,
  ],
  "versions that can be there twice": [
    "TABLE schema_migrations (version text NOT NULL, applied_at timestamptz)",
    /version has no unique key/,
  ],
  "a view": [
    "VIEW schema_migrations AS SELECT 'x' AS version",
    /is a view, not the migrator's table/,
  ],
  "a lock of another program": [
    "TABLE schema_migrations_lock (locked boolean)",
    /^schema_migrations_lock .*\(locked boolean\); it lacks id, owner, acquired_at, heartbeat_at/,
  ],
  ...(engine === "postgres" && {
    Rails: ["TABLE schema_migrations (version varchar PRIMARY KEY)", /as Rails makes it/],
    Supabase: [
      "TABLE schema_migrations (version text PRIMARY KEY, statements text[], name text)",
      /as Supabase makes it/,
    ],
    "a materialized view": [
      "MATERIALIZED VIEW schema_migrations AS SELECT 'x' AS version",
      /is a materialized view/,
    ],
    "a sequence": ["SEQUENCE schema_migrations", /is a sequence/],
    "a partitioned table": [
      "TABLE schema_migrations (version text PRIMARY KEY, applied_at timestamptz) PARTITION BY LIST (version)",
      /is a partitioned table/,
    ],
  }),
};

test.for(Object.entries(ofOthers))(
  "%s is refused, named and untouched",
  async ([, [sql, says]]) => {
    await using db = await openEmpty();
    await run(db, `CREATE ${sql}`);
    const name = sql.includes("_lock") ? "schema_migrations_lock" : "schema_migrations";
    const before = sql.includes("SEQUENCE") ? [] : await rowsOf(db, name);
    for (const attempt of [
      () => migrationStatus(db, all),
      () => migrateUp(db, all),
      () => baselineMigrations(db, all, { at: "1" }),
      () => repairMigrations(db, all),
      () => readHistory(db),
    ]) {
      const error = (await rejection(attempt())) as Error;
      expect(error).toMatchObject({ name: "MigrationHistoryError", code: "schema_unknown" });
      expect(error.message).toMatch(says);
      expect(error.message).toContain("nothing was changed");
    }
    expect(await tablesOf(db)).toEqual([]);
    const after = sql.includes("SEQUENCE") ? [] : await rowsOf(db, name);
    expect(after).toEqual(before);
  },
);

test.for([
  "CREATE TABLE schema_migrations (version TEXT PRIMARY KEY, applied_at TIMESTAMPTZ)",
  "CREATE TABLE schema_migrations (version TEXT PRIMARY KEY, applied_at TIMESTAMPTZ NOT NULL DEFAULT now(), checksum TEXT)",
  "CREATE TABLE schema_migrations (version varchar(255) PRIMARY KEY, applied_at timestamptz, note text)",
])("a history of the older form is adopted: %s", async (sql) => {
  await using db = await openEmpty();
  await run(db, sql, "INSERT INTO schema_migrations (version, applied_at) VALUES ('001_a', now())");
  expect(await migrationStatus(db, all)).toMatchObject({ state: "current", problems: [] });
  await migrateUp(db, all);
  expect(await migrateUp(db, [...all, ...files({ "002_b.sql": "SELECT 1" })])).toHaveLength(1);
});

test.for(engine === "duckdb" ? ["another database that is attached has a history of its own"] : [])(
  "%s",
  async () => {
    await using db = await openEmpty();
    await run(
      db,
      "ATTACH ':memory:' AS other",
      "CREATE TABLE other.main.schema_migrations (version TEXT)",
    );
    expect(await migrationStatus(db, all)).toMatchObject({ state: "pending" });
    expect(await migrateUp(db, all)).toHaveLength(1);
  },
);

test.for(
  engine === "postgres"
    ? ["a history that the role may not read is not taken for an empty one"]
    : [],
)("%s", async () => {
  await using empty = await emptyDatabase();
  await using db = await openDatabase(empty.options);
  await migrateUp(db, all);
  const role = `reader_${Date.now()}`;
  await run(db, `CREATE ROLE ${role} LOGIN PASSWORD 'x'`);
  const url = new URL((empty.options as { url: string }).url);
  url.username = role;
  url.password = "x";
  const ask = async (): Promise<unknown> => {
    await using own = await openDatabase({ url: url.href });
    const status = migrationStatus(own, all);
    return await status.then(
      ({ state }) => state,
      ({ code, message }: Error & { code: string }) => [code, message],
    );
  };
  const denied = (text: string): unknown => [
    "database_unreadable",
    expect.stringContaining(text) as string,
  ];
  expect(await ask()).toEqual(
    denied(`role ${role} may not read schema_migrations in schema public`),
  );
  await run(db, "REVOKE USAGE ON SCHEMA public FROM public");
  expect(await ask()).toEqual(denied(`role ${role} may not use any schema of its search_path`));
  await run(db, `CREATE SCHEMA ${role} AUTHORIZATION ${role}`);
  expect(await ask()).toEqual(
    denied(`role ${role} may not use schema public, where schema_migrations is`),
  );
  await run(db, `DROP SCHEMA ${role}`, "GRANT USAGE ON SCHEMA public TO public");
  await run(db, `GRANT SELECT (version) ON schema_migrations TO ${role}`);
  expect(await ask()).toEqual(denied(`GRANT SELECT ON public.schema_migrations TO ${role}`));
  await run(db, `GRANT SELECT ON schema_migrations TO ${role}`);
  expect(await ask()).toBe("current");
  await using reader = await openDatabase({ url: url.href });
  const more = [...all, ...files({ "002_b.sql": "SELECT 1" })];
  expect(await rejection(migrateUp(reader, more))).toMatchObject({
    code: "database_unreadable",
    message: expect.stringMatching(
      /^the role must be able to create and write the migrator's tables: permission denied for (?:schema public|table schema_migrations_lock); use/,
    ) as string,
  });
  await run(db, "ALTER TABLE schema_migrations ENABLE ROW LEVEL SECURITY");
  expect(await ask()).toEqual(denied("row security can hide rows"));
  expect(await migrationStatus(db, all)).toMatchObject({ state: "current" });
  await run(db, `DROP OWNED BY ${role}`, `DROP ROLE ${role}`);
});

test.for(
  engine === "postgres"
    ? ["a history in another schema of the search_path is not passed over"]
    : [],
)("%s", async () => {
  await using empty = await emptyDatabase();
  await using db = await openDatabase({ ...empty.options, poolSize: 1 });
  await migrateUp(db, all);
  await run(db, "CREATE SCHEMA app", "SET search_path = app, public");
  const error = (await rejection(migrateUp(db, all))) as Error;
  expect(error).toMatchObject({ code: "schema_unknown" });
  expect(error.message).toMatch(
    /^schema_migrations is in schema public of the search_path and not in app.*put public first/,
  );
  await run(db, "SET search_path = app");
  expect(await migrateUp(db, all)).toHaveLength(1);
  await run(db, 'SET search_path = "app", public, "$user"');
  expect(await migrationStatus(db, all)).toMatchObject({ state: "current" });
  await run(db, "SET search_path = nowhere");
  expect(await rejection(migrationStatus(db, all))).toMatchObject({
    code: "database_unreadable",
  });
});
