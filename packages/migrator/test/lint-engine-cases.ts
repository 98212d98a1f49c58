import { type Case, fresh, header } from "./lint-rule-cases.ts";

/** Of rules that have something to say on one engine. */
export const casesOfOne: readonly Case[] = [
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
    "session-setting",
    "duckdb",
    ["SET search_path = other", "SET SESSION x = 1", "RESET x", "PRAGMA threads = 4"],
    ["SET LOCAL x = 1", "SET CONSTRAINTS ALL DEFERRED", "UPDATE u SET a = 1"],
  ],
  ["session-setting", "postgres", [], ["SET search_path = other", "RESET x"]],
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
