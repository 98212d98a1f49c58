import { sql } from "kysely";
import { expect, test } from "vitest";
import { openEmpty, refusal, runAll } from "./sql-engines.ts";
import { testTransactions } from "./lint-transactions.ts";

testTransactions([
  "CREATE INDEX CONCURRENTLY j ON t (a)",
  "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS j ON t (a)",
  "CREATE INDEX j ON t (a)",
  "DROP INDEX CONCURRENTLY i",
  "DROP INDEX i",
  "REINDEX TABLE CONCURRENTLY t",
  "REINDEX (VERBOSE) INDEX CONCURRENTLY i",
  "REINDEX (CONCURRENTLY) TABLE t",
  "REINDEX TABLE t",
  "REINDEX SCHEMA public",
  "VACUUM",
  "VACUUM (ANALYZE) t",
  "ANALYZE t",
  "CLUSTER",
  "CLUSTER t USING i",
  "CREATE DATABASE other",
  "DROP DATABASE IF EXISTS other",
  "ALTER SYSTEM SET work_mem = '4MB'",
  "CREATE TABLESPACE other LOCATION '/nowhere'",
  "CHECKPOINT",
  "TRUNCATE t",
]);

test("an index that failed to build stays, and IF NOT EXISTS is content with it", async () => {
  await using db = await openEmpty();
  await runAll(db, ["CREATE TABLE t (a INT)", "INSERT INTO t VALUES (1), (1)"]);
  const create = "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)";
  expect(await refusal(db, create)).toContain("could not create unique index");
  expect(await refusal(db, create)).toBeUndefined();
  const { rows } =
    await sql`select indisvalid as valid from pg_index where indexrelid = 'i'::regclass`.execute(
      db,
    );
  expect(rows).toEqual([{ valid: false }]);
});
