import type { Engine } from "@handsfree/query";

/** A rule on an engine: what it finds something in, and what not, after the setup of the tests. */
export type Case = readonly [
  rule: string,
  engine: Engine,
  found: readonly string[],
  clean: readonly string[],
];

/** A table that the file makes itself. */
export const fresh = "CREATE TABLE n (a INT, b INT, c TEXT)";
/** The first line of a file without a transaction. */
export const header = "-- migrate: no-transaction\n";

const bothEngines = (
  rule: string,
  found: readonly string[],
  clean: readonly string[],
): readonly Case[] => [
  [rule, "duckdb", found, clean],
  [rule, "postgres", found, clean],
];

/** Of rules that say the same on both engines. */
export const casesOfBoth: readonly Case[] = [
  ...bothEngines(
    "drop-table",
    [
      "DROP TABLE u",
      "DROP TABLE IF EXISTS main.u",
      "DROP TABLE unheard_of",
      "DROP TABLE u; CREATE TABLE u (a INT)",
      "CREATE TABLE n (a INT); DROP TABLE u; ALTER TABLE n RENAME TO u",
      "ALTER TABLE u RENAME TO old; CREATE TABLE u (a INT); DROP TABLE old",
    ],
    [
      `${fresh}; DROP TABLE n`,
      "CREATE TABLE n (a INT); INSERT INTO n SELECT a FROM u; DROP TABLE u; ALTER TABLE n RENAME TO u",
      "CREATE TABLE n AS SELECT a FROM u; DROP TABLE u; ALTER TABLE n RENAME TO u",
      "ALTER TABLE u RENAME TO old; CREATE TABLE u (a INT); INSERT INTO u SELECT a FROM old; DROP TABLE old",
      "ALTER TABLE u RENAME TO old; CREATE TABLE u (a INT); INSERT INTO u WITH q AS (SELECT * FROM old) SELECT a FROM q; DROP TABLE old",
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
      "ALTER TABLE u RENAME TO old; CREATE TABLE u (b INT); INSERT INTO u SELECT a FROM old; DROP TABLE old",
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
      "ALTER TABLE w ALTER COLUMN a TYPE SMALLINT",
      "ALTER TABLE w ALTER COLUMN c TYPE INT USING c::int",
      "ALTER TABLE w ALTER COLUMN d TYPE NUMERIC(10, 4)",
      "ALTER TABLE w ALTER COLUMN d TYPE NUMERIC(12, 1)",
      "ALTER TABLE u RENAME TO old; CREATE TABLE u (a SMALLINT); INSERT INTO u SELECT a FROM old; DROP TABLE old",
      "CREATE TABLE n (a SMALLINT); DROP TABLE u; ALTER TABLE n RENAME TO u",
    ],
    [
      "ALTER TABLE w ALTER COLUMN a TYPE BIGINT",
      "ALTER TABLE w ALTER COLUMN a TYPE NUMERIC(10)",
      "ALTER TABLE w ALTER COLUMN b TYPE DOUBLE PRECISION",
      "ALTER TABLE w ALTER COLUMN c TYPE VARCHAR(20)",
      "ALTER TABLE w ALTER COLUMN c TYPE TEXT",
      "ALTER TABLE w ALTER COLUMN d TYPE NUMERIC(12, 3)",
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
    ["ALTER TABLE u RENAME TO q", "ALTER TABLE u RENAME TO old; CREATE TABLE u (a INT)"],
    [
      `${fresh}; ALTER TABLE n RENAME TO q`,
      "ALTER TABLE u RENAME CONSTRAINT x TO y",
      "ALTER TABLE u RENAME TO old; CREATE TABLE u (a INT); INSERT INTO u SELECT a FROM old; DROP TABLE old",
      "ALTER TABLE u RENAME TO old; ALTER TABLE old RENAME TO u",
    ],
  ),
  ...bothEngines(
    "rename-column",
    ["ALTER TABLE u RENAME COLUMN a TO b", "ALTER TABLE u RENAME a TO b"],
    [`${fresh}; ALTER TABLE n RENAME COLUMN a TO z`, "ALTER TABLE u RENAME TO q"],
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
    "drop-object",
    ["DROP VIEW v", "DROP VIEW IF EXISTS main.v"],
    [
      "DROP VIEW v; CREATE VIEW v AS SELECT 2 AS a",
      "CREATE VIEW x AS SELECT 1 AS a; DROP VIEW x",
      "DROP TABLE u",
    ],
  ),
  ...bothEngines(
    "missing-semicolon",
    [
      "CREATE TABLE x (a INT)\nCREATE TABLE y (a INT)",
      "DELETE FROM u\nVACUUM",
      "DELETE FROM u\nDELETE FROM t WHERE a = 1",
      "INSERT INTO u SELECT a FROM t\n-- and then\nCOMMIT",
      "UPDATE u SET a = 1\n  DROP TABLE t",
    ],
    [
      "UPDATE w SET a = 1,\n  b = 2",
      "ALTER TABLE u\n  ALTER COLUMN a TYPE BIGINT",
      "ALTER TABLE u\n  DROP COLUMN a",
      "CREATE TABLE x (\n  comment TEXT,\n  lock INT)",
      "SELECT a AS\n  comment FROM u",
      "SELECT a AS comment,\n  b AS lock FROM t",
      "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO\n  UPDATE SET b = 2",
      "WITH q AS (SELECT 1 AS a)\nINSERT INTO u SELECT a FROM q",
    ],
  ),
  ...bothEngines(
    "transaction-statement",
    ["BEGIN", "START TRANSACTION", "COMMIT", "END", "ROLLBACK", "ABORT", "PREPARE TRANSACTION 'x'"],
    [
      "SAVEPOINT s; ROLLBACK TO SAVEPOINT s",
      "SELECT CASE WHEN true THEN 1 END",
      "SELECT 'COMMIT; BEGIN'",
    ],
  ),
];
