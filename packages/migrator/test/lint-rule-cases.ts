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
];
