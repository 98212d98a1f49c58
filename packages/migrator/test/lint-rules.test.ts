import { readFile } from "node:fs/promises";
import type { Engine } from "@handsfree/query";
import { expect, test } from "vitest";
import { lintMigrations } from "../src/lint/lint-migrations.ts";
import { lintRules } from "../src/lint/rules.ts";

const setup = `
  CREATE TABLE t (a INT PRIMARY KEY, b INT, c VARCHAR(10), d NUMERIC(10, 2));
  CREATE TABLE u (a INT);
  CREATE INDEX i ON t (b);
  ALTER TABLE t ADD CONSTRAINT c_set CHECK (c IS NOT NULL);
  ALTER TABLE t ADD CONSTRAINT b_set CHECK (b IS NOT NULL) NOT VALID`;

/** The rules that find something in a file after that one, each with its line. */
function lint(sql: string, engines: readonly Engine[]): readonly string[] {
  const files = [
    { file: "001_setup.sql", sql: setup, engines },
    { file: "002_change.sql", sql, engines },
  ];
  return lintMigrations(files, { only: (file) => file === "002_change.sql" }).map(
    ({ rule, line }) => `${rule}:${line}`,
  );
}

type Case = readonly [
  rule: string,
  engine: Engine,
  found: readonly string[],
  clean: readonly string[],
];

const fresh = "CREATE TABLE n (a INT, b INT, c TEXT)";
const header = "-- migrate: no-transaction\n";
const bothEngines = (
  rule: string,
  found: readonly string[],
  clean: readonly string[],
): readonly Case[] => [
  [rule, "duckdb", found, clean],
  [rule, "postgres", found, clean],
];

const cases: readonly Case[] = [
  ...bothEngines(
    "drop-table",
    [
      "DROP TABLE u",
      "DROP TABLE IF EXISTS main.u",
      "CREATE OR REPLACE TABLE u (a INT)",
      "DROP TABLE unheard_of",
    ],
    [
      `${fresh}; DROP TABLE n`,
      "CREATE TABLE n (a INT); INSERT INTO n SELECT a FROM u; DROP TABLE u; ALTER TABLE n RENAME TO u",
      "DROP VIEW v",
      "SELECT 'DROP TABLE u' -- DROP TABLE u",
    ],
  ),
  ...bothEngines("drop-schema", ["DROP SCHEMA s", "DROP DATABASE d"], ["DROP TABLE u"]),
  ...bothEngines(
    "drop-column",
    [
      "ALTER TABLE u DROP COLUMN a",
      'ALTER TABLE "public"."u" DROP "a"',
      "CREATE TABLE n (b INT); DROP TABLE u; ALTER TABLE n RENAME TO u",
    ],
    [`${fresh}; ALTER TABLE n DROP COLUMN b`, "ALTER TABLE u DROP CONSTRAINT a"],
  ),
  ...bothEngines(
    "delete-all-rows",
    ["DELETE FROM u", "TRUNCATE u", "TRUNCATE TABLE t, u"],
    ["DELETE FROM u WHERE a = 1", `${fresh}; DELETE FROM n`, "UPDATE u SET a = 1"],
  ),
  ...bothEngines(
    "cascade",
    [
      "DROP VIEW v CASCADE",
      "DROP TABLE u CASCADE",
      "ALTER TABLE u DROP COLUMN a CASCADE",
      "TRUNCATE u CASCADE",
    ],
    ["DROP VIEW v", "DROP VIEW v RESTRICT", "SELECT 1 AS cascade"],
  ),
  ...bothEngines(
    "type-narrowing",
    [
      "ALTER TABLE t ALTER COLUMN a TYPE SMALLINT",
      "ALTER TABLE t ALTER b SET DATA TYPE TEXT[]",
      "ALTER TABLE t ALTER COLUMN c TYPE VARCHAR(5)",
      "ALTER TABLE t ALTER COLUMN c TYPE INT USING c::int",
      "ALTER TABLE t ALTER COLUMN d TYPE NUMERIC(10, 4)",
      "ALTER TABLE t ALTER COLUMN d TYPE NUMERIC(12, 1)",
      "ALTER TABLE unheard_of ALTER COLUMN a TYPE BIGINT",
      "CREATE TABLE n (a SMALLINT); DROP TABLE u; ALTER TABLE n RENAME TO u",
    ],
    [
      "ALTER TABLE t ALTER COLUMN a TYPE BIGINT",
      "ALTER TABLE t ALTER COLUMN a TYPE NUMERIC(10)",
      "ALTER TABLE t ALTER COLUMN b TYPE DOUBLE PRECISION",
      "ALTER TABLE t ALTER COLUMN c TYPE VARCHAR(20)",
      "ALTER TABLE t ALTER COLUMN c TYPE TEXT",
      "ALTER TABLE t ALTER COLUMN d TYPE NUMERIC(12, 3)",
      "CREATE TABLE n (a BIGINT); DROP TABLE u; ALTER TABLE n RENAME TO u",
      `${fresh}; ALTER TABLE n ALTER COLUMN b TYPE SMALLINT`,
    ],
  ),
  ...bothEngines(
    "not-null-without-default",
    ["ALTER TABLE u ADD COLUMN b INT NOT NULL", "ALTER TABLE u ADD b INT PRIMARY KEY"],
    [
      "ALTER TABLE u ADD COLUMN b INT NOT NULL DEFAULT 1",
      "ALTER TABLE u ADD COLUMN b BOOLEAN DEFAULT NOT true",
      "ALTER TABLE u ADD COLUMN b INT",
      "ALTER TABLE u ADD COLUMN b SERIAL NOT NULL",
      `${fresh}; ALTER TABLE n ADD COLUMN d INT NOT NULL`,
    ],
  ),
  ...bothEngines(
    "drop-not-null",
    ["ALTER TABLE u ALTER COLUMN a DROP NOT NULL"],
    ["ALTER TABLE u ALTER COLUMN a DROP DEFAULT"],
  ),
  ...bothEngines(
    "rename-table",
    ["ALTER TABLE u RENAME TO w"],
    [`${fresh}; ALTER TABLE n RENAME TO m`, "ALTER TABLE u RENAME CONSTRAINT x TO y"],
  ),
  ...bothEngines(
    "rename-column",
    ["ALTER TABLE u RENAME COLUMN a TO b", "ALTER TABLE u RENAME a TO b"],
    [`${fresh}; ALTER TABLE n RENAME COLUMN a TO z`, "ALTER TABLE u RENAME TO w"],
  ),
  ...bothEngines(
    "timestamp-without-time-zone",
    [
      "CREATE TABLE x (a TIMESTAMP NOT NULL)",
      "ALTER TABLE u ADD COLUMN b TIMESTAMP(3) WITHOUT TIME ZONE",
      "ALTER TABLE u ALTER COLUMN a TYPE TIMESTAMP",
    ],
    ["CREATE TABLE x (a TIMESTAMPTZ, b TIMESTAMP WITH TIME ZONE, c TIMESTAMP(3) WITH TIME ZONE)"],
  ),
  ...bothEngines(
    "transaction-statement",
    ["BEGIN", "START TRANSACTION", "COMMIT", "END", "ROLLBACK", "ABORT", "PREPARE TRANSACTION 'x'"],
    ["ROLLBACK TO SAVEPOINT s", "SELECT CASE WHEN true THEN 1 END", "SELECT 'COMMIT; BEGIN'"],
  ),
  ...bothEngines(
    "session-setting",
    [
      "SET search_path = other",
      "SET SESSION x = 1",
      "RESET x",
      "PRAGMA threads = 4",
      "SELECT pg_catalog.set_config('search_path', '', false)",
    ],
    [
      "SET LOCAL x = 1",
      "SET CONSTRAINTS ALL DEFERRED",
      "UPDATE u SET a = 1",
      "SELECT set_config('x', '', true)",
    ],
  ),
  [
    "set-not-null",
    "postgres",
    ["ALTER TABLE t ALTER COLUMN a SET NOT NULL", "ALTER TABLE t ALTER b SET NOT NULL"],
    [
      "ALTER TABLE t ALTER COLUMN c SET NOT NULL",
      "ALTER TABLE t VALIDATE CONSTRAINT b_set; ALTER TABLE t ALTER COLUMN b SET NOT NULL",
      `${fresh}; ALTER TABLE n ALTER COLUMN a SET NOT NULL`,
    ],
  ],
  ["set-not-null", "duckdb", [], ["ALTER TABLE u ALTER COLUMN a SET NOT NULL"]],
  [
    "table-rewrite",
    "postgres",
    ["ALTER TABLE t ALTER COLUMN a TYPE BIGINT", "CLUSTER"],
    [`${fresh}; ALTER TABLE n ALTER COLUMN a TYPE BIGINT`],
  ],
  ["table-rewrite", "duckdb", [], ["ALTER TABLE u ALTER COLUMN a TYPE BIGINT"]],
  [
    "index-not-concurrently",
    "postgres",
    ["CREATE INDEX j ON u (a)", "CREATE UNIQUE INDEX ON u (a)", "DROP INDEX i", "REINDEX TABLE t"],
    [
      `${header}CREATE INDEX CONCURRENTLY j ON u (a)`,
      `${header}DROP INDEX CONCURRENTLY i`,
      `${header}REINDEX (VERBOSE) TABLE CONCURRENTLY t`,
      `${fresh}; CREATE INDEX k ON n (a); DROP INDEX k`,
    ],
  ],
  ["index-not-concurrently", "duckdb", [], ["CREATE INDEX j ON u (a)", "DROP INDEX i"]],
  [
    "concurrent-index-if-not-exists",
    "postgres",
    [`${header}CREATE INDEX CONCURRENTLY IF NOT EXISTS j ON u (a)`],
    [`${header}CREATE INDEX CONCURRENTLY j ON u (a)`, "CREATE INDEX IF NOT EXISTS j ON u (a)"],
  ],
  [
    "constraint-without-not-valid",
    "postgres",
    [
      "ALTER TABLE u ADD CHECK (a > 0)",
      "ALTER TABLE u ADD CONSTRAINT x FOREIGN KEY (a) REFERENCES t (a)",
      "ALTER TABLE u ADD CONSTRAINT x CHECK (a > 0) NOT VALID; ALTER TABLE u VALIDATE CONSTRAINT x",
    ],
    [
      "ALTER TABLE u ADD CONSTRAINT x CHECK (a > 0) NOT VALID",
      "ALTER TABLE t VALIDATE CONSTRAINT b_set",
      `${fresh}; ALTER TABLE n ADD CHECK (a > 0)`,
    ],
  ],
  [
    "constraint-builds-index",
    "postgres",
    [
      "ALTER TABLE u ADD UNIQUE (a)",
      "ALTER TABLE u ADD CONSTRAINT x PRIMARY KEY (a)",
      "ALTER TABLE u ADD COLUMN b INT UNIQUE",
    ],
    [
      "ALTER TABLE u ADD CONSTRAINT x UNIQUE USING INDEX j",
      `${fresh}; ALTER TABLE n ADD UNIQUE (a)`,
    ],
  ],
  [
    "backfill-under-lock",
    "postgres",
    [
      "ALTER TABLE u ADD COLUMN b INT; UPDATE u SET b = 1",
      "ALTER TABLE u ADD COLUMN b INT; DELETE FROM t WHERE a = 1",
    ],
    [
      "UPDATE u SET a = 1; ALTER TABLE u ADD COLUMN b INT",
      `${fresh}; ALTER TABLE n ADD COLUMN d INT; UPDATE n SET d = 1`,
      `${header}ALTER TABLE u ADD COLUMN b INT; UPDATE u SET b = 1`,
    ],
  ],
  [
    "missing-no-transaction",
    "postgres",
    ["CREATE INDEX CONCURRENTLY j ON u (a)", "VACUUM", " \n-- migrate: no-transaction\nVACUUM"],
    [
      `${header}VACUUM`,
      "-- migrate: no-transaction\r\nVACUUM",
      "\ufeff-- migrate: no-transaction\nVACUUM",
    ],
  ],
  ["missing-no-transaction", "duckdb", ["CHECKPOINT"], [`${header}CHECKPOINT`, "VACUUM"]],
  [
    "needless-no-transaction",
    "postgres",
    [`${header}CREATE INDEX j ON u (a)`],
    [`${header}VACUUM`, "SELECT 1"],
  ],
  [
    "several-without-transaction",
    "postgres",
    [`${header}CREATE INDEX CONCURRENTLY j ON u (a); CREATE INDEX CONCURRENTLY k ON t (a)`],
    [
      `${header}DROP INDEX CONCURRENTLY IF EXISTS j; CREATE INDEX CONCURRENTLY j ON u (a)`,
      "CREATE TABLE x (a INT); CREATE TABLE y (a INT)",
    ],
  ],
  [
    "duckdb-refuses",
    "duckdb",
    ["CREATE INDEX j ON u (a) WHERE a > 0", "ALTER TABLE t DROP COLUMN c"],
    ["CREATE INDEX j ON u (a)"],
  ],
  ["duckdb-refuses", "postgres", [], ["CREATE INDEX j ON u (a) WHERE a > 0"]],
  [
    "postgres-refuses",
    "postgres",
    ["CREATE TABLE x (a HUGEINT)", "PRAGMA version"],
    ["CREATE TABLE x (a JSONB)"],
  ],
  ["postgres-refuses", "duckdb", [], ["CREATE TABLE x (a HUGEINT)", "PRAGMA version"]],
];

test.for(
  cases.flatMap(([rule, engine, found]) => found.map((sql) => [rule, engine, sql] as const)),
)("%s on %s finds %s", ([rule, engine, sql]) => {
  expect(lint(sql, [engine])).toContainEqual(expect.stringMatching(`^${rule}:`));
});

test.for(
  cases.flatMap(([rule, engine, , clean]) => clean.map((sql) => [rule, engine, sql] as const)),
)("%s on %s has nothing to say of %s", ([rule, engine, sql]) => {
  expect(lint(sql, [engine])).not.toContainEqual(expect.stringMatching(`^${rule}:`));
});

test("single-engine-sql is of files that both engines run", () => {
  const sql = "CREATE TABLE x (\n  a INT,\n  b JSONB\n);\nPRAGMA version";
  expect(lint(sql, ["duckdb", "postgres"])).toEqual(["single-engine-sql:3", "single-engine-sql:5"]);
  expect(lint(sql, ["duckdb"])).toEqual(["duckdb-refuses:3"]);
  expect(lint(sql, ["postgres"])).toEqual(["postgres-refuses:5"]);
});

test("a finding is told once, at the line of what is wrong, though both engines say it", () => {
  const sql = "ALTER TABLE u\n  ADD COLUMN b INT,\n  DROP COLUMN a;\n\nDROP TABLE t;";
  expect(lint(sql, ["postgres"])).toEqual(["drop-column:3", "drop-table:5"]);
  expect(lint("SELECT 1;\nDROP TABLE u", ["duckdb", "postgres"])).toEqual(["drop-table:2"]);
});

test("a shared file needs its first line for PostgreSQL's sake", () => {
  expect(lint(`${header}CREATE INDEX CONCURRENTLY j ON u (a)`, ["duckdb", "postgres"])).toEqual([]);
});

test("text that is no SQL is a finding, too", () => {
  expect(lint("SELECT 1;\nSELECT 'a", ["duckdb"])).toEqual(["unreadable-sql:2"]);
});

test("every rule is tested, and described in the README", async () => {
  const tested = new Set(cases.map(([rule]) => rule)).add("single-engine-sql");
  expect(Array.from(tested).toSorted()).toEqual(lintRules.map(({ id }) => id).toSorted());
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const rows = readme.matchAll(/^\| `([\w-]+)` +\| (.*?) +\|$/gm);
  expect(Object.fromEntries(Array.from(rows, ([, id, finds]) => [id, finds]))).toEqual(
    expect.objectContaining(Object.fromEntries(lintRules.map(({ id, finds }) => [id, finds]))),
  );
});
