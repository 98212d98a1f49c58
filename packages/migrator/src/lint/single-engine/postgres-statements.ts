import { type Construct, constructsOf } from "./construct.ts";

/** Statements that begin as none of DuckDB's do. */
export const postgresStatements: readonly Construct[] = constructsOf("postgres", [
  ["CREATE DOMAIN", /^CREATE DOMAIN\b/, "CREATE DOMAIN d AS INT"],
  ["CREATE EXTENSION", /^CREATE EXTENSION\b/, "CREATE EXTENSION IF NOT EXISTS plpgsql"],
  [
    "functions and procedures in this form",
    /^CREATE (?:OR REPLACE )?(?:FUNCTION .*\bRETURNS\b|PROCEDURE\b)/,
    "CREATE FUNCTION f() RETURNS INT LANGUAGE sql AS $$ SELECT 1 $$",
  ],
  [
    "triggers",
    /^CREATE (?:OR REPLACE )?(?:CONSTRAINT )?TRIGGER\b/,
    "CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
  ],
  ["rules", /^CREATE (?:OR REPLACE )?RULE\b/, "CREATE RULE r AS ON INSERT TO t DO INSTEAD NOTHING"],
  ["policies", /^CREATE POLICY\b/, "CREATE POLICY p ON t"],
  [
    "materialized views",
    /^(?:CREATE|DROP|REFRESH|ALTER) MATERIALIZED VIEW\b/,
    "CREATE MATERIALIZED VIEW m AS SELECT 1 AS a",
  ],
  ["GRANT and REVOKE", /^(?:GRANT|REVOKE)\b/, "GRANT SELECT ON t TO PUBLIC"],
  ["DO", /^DO\b/, "DO $$ BEGIN PERFORM 1; END $$"],
  ["ALTER TYPE", /^ALTER TYPE\b/, "ALTER TYPE mood ADD VALUE 'bored'"],
  [
    "CREATE TYPE of a row",
    /^CREATE TYPE (?:\w+|"")(?: \. (?:\w+|""))? AS \(/,
    "CREATE TYPE y AS (a INT)",
  ],
  ["ALTER INDEX", /^ALTER INDEX\b/, "ALTER INDEX t_pkey RENAME TO t_key"],
  ["REINDEX", /^REINDEX\b/, "REINDEX TABLE t"],
  ["DROP INDEX CONCURRENTLY", /^DROP INDEX CONCURRENTLY\b/, "DROP INDEX CONCURRENTLY IF EXISTS i"],
  ["LOCK TABLE", /^LOCK\b/, "BEGIN; LOCK TABLE t; COMMIT"],
  ["LISTEN and NOTIFY", /^(?:LISTEN|NOTIFY|UNLISTEN)\b/, "NOTIFY changed"],
  [
    "savepoints",
    /^(?:SAVEPOINT|RELEASE|ROLLBACK (?:WORK |TRANSACTION )?TO)\b/,
    "BEGIN; SAVEPOINT s; COMMIT",
  ],
  ["SET LOCAL", /^SET LOCAL\b/, "SET LOCAL work_mem = '4MB'"],
  [
    "lock_timeout and statement_timeout",
    /^SET (?:LOCAL |SESSION )?(?:LOCK_TIMEOUT|STATEMENT_TIMEOUT)\b/,
    "SET lock_timeout = '1s'",
  ],
  ["DISCARD", /^DISCARD\b/, "DISCARD PLANS"],
  ["RESTART IDENTITY", /^TRUNCATE .*\bRESTART IDENTITY\b/, "TRUNCATE TABLE u RESTART IDENTITY"],
  ["TRUNCATE of several tables", /^TRUNCATE [^,]*,/, "TRUNCATE t, u", "one statement a table"],
  ["DROP of several things", /^DROP \w+ [^,(]*,/, "DROP TABLE t, u", "one statement each"],
  ["ALTER SEQUENCE", /^ALTER SEQUENCE\b/, "ALTER SEQUENCE s RESTART WITH 5"],
]);
