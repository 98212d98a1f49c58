import { type Case, fresh, header } from "./lint-rule-cases.ts";

const long = "n".repeat(64);

/** Of rules that have something to say on one engine. */
export const casesOfOne: readonly Case[] = [
  [
    "drop-table",
    "duckdb",
    ["CREATE OR REPLACE TABLE u (a INT)"],
    [
      "CREATE OR REPLACE TABLE u AS SELECT a FROM u",
      "CREATE OR REPLACE TABLE w AS SELECT * EXCLUDE (d) FROM w",
      "CREATE TABLE n (a INT, b INT, c TEXT, d NUMERIC(10, 2)); INSERT INTO n BY NAME SELECT * FROM w; DROP TABLE w; ALTER TABLE n RENAME TO w",
      "CREATE TABLE n AS SELECT * EXCLUDE (d) FROM w; DROP TABLE w; ALTER TABLE n RENAME TO w",
    ],
  ],
  [
    "drop-column",
    "duckdb",
    [
      "CREATE OR REPLACE TABLE w AS SELECT a, b, c FROM w",
      "CREATE OR REPLACE TABLE w AS SELECT * EXCLUDE (d) FROM w",
    ],
    [],
  ],
  [
    "rename-table",
    "duckdb",
    [],
    ["CREATE TABLE n AS FROM w; DROP TABLE w; ALTER TABLE n RENAME TO w"],
  ],
  [
    "timestamp-without-time-zone",
    "duckdb",
    ["CREATE TABLE x (s STRUCT(k INT), a TIMESTAMP)", "CREATE OR REPLACE TABLE x (a DATETIME)"],
    ["CREATE TABLE x (s STRUCT(a TIMESTAMPTZ))"],
  ],
  [
    "type-narrowing",
    "postgres",
    [
      "ALTER TABLE t ALTER COLUMN c TYPE VARCHAR(5)",
      "ALTER TABLE t ALTER b SET DATA TYPE TEXT[] USING ARRAY[b]",
    ],
    ["ALTER TABLE t ALTER COLUMN c TYPE VARCHAR(20)", "ALTER TABLE logs ALTER at TYPE TIMESTAMPTZ"],
  ],
  [
    "index-rebuild",
    "postgres",
    [
      "ALTER TABLE logs ALTER COLUMN at TYPE TIMESTAMPTZ",
      'ALTER TABLE logs ALTER COLUMN name TYPE TEXT COLLATE "C"',
      'ALTER TABLE logs ALTER name SET DATA TYPE VARCHAR COLLATE "C", ADD COLUMN b INT',
    ],
    [
      "ALTER TABLE logs ALTER COLUMN name TYPE VARCHAR",
      "ALTER TABLE logs ADD UNIQUE (name)",
      "ALTER TABLE logs DROP COLUMN at",
      "CREATE TABLE x (at TIMESTAMP); CREATE INDEX ON x (at); ALTER TABLE x ALTER at TYPE TIMESTAMPTZ",
    ],
  ],
  [
    "attach-partition",
    "postgres",
    [
      "ALTER TABLE parts ATTACH PARTITION loose FOR VALUES IN (2)",
      "ALTER TABLE parts ATTACH PARTITION checked FOR VALUES IN (3)",
      "ALTER TABLE parts ATTACH PARTITION unproven FOR VALUES IN (4)",
      "CREATE TABLE x (k INT) PARTITION BY LIST (k); ALTER TABLE x ATTACH PARTITION loose FOR VALUES IN (2)",
      "CREATE TABLE x (k INT); ALTER TABLE rest ATTACH PARTITION x FOR VALUES IN (1)",
      "CREATE INDEX ON parts (k); ALTER TABLE parts ATTACH PARTITION checked FOR VALUES IN (2)",
    ],
    [
      "ALTER TABLE parts ATTACH PARTITION checked FOR VALUES IN (2)",
      "CREATE TABLE x (k INT); ALTER TABLE parts ATTACH PARTITION x FOR VALUES IN (2)",
      "CREATE TABLE x PARTITION OF parts FOR VALUES IN (2)",
      "ALTER TABLE rest_2 ADD CHECK (k <> 1) NOT VALID; ALTER TABLE rest_2 ADD CHECK (k IS NOT NULL AND k <> 1); CREATE TABLE x (k INT); ALTER TABLE rest ATTACH PARTITION x FOR VALUES IN (1)",
    ],
  ],
  [
    "detach-partition",
    "postgres",
    ["ALTER TABLE parts DETACH PARTITION part_1"],
    [
      `${header}ALTER TABLE parts DETACH PARTITION part_1 CONCURRENTLY`,
      "CREATE TABLE x (k INT) PARTITION BY LIST (k); CREATE TABLE y PARTITION OF x DEFAULT; ALTER TABLE x DETACH PARTITION y",
    ],
  ],
  [
    "refresh-not-concurrently",
    "postgres",
    ["REFRESH MATERIALIZED VIEW m", "REFRESH MATERIALIZED VIEW m WITH DATA"],
    [
      "CREATE UNIQUE INDEX ON m (a); REFRESH MATERIALIZED VIEW CONCURRENTLY m",
      "REFRESH MATERIALIZED VIEW m WITH NO DATA",
      "CREATE MATERIALIZED VIEW x AS SELECT 1 AS a; REFRESH MATERIALIZED VIEW x",
    ],
  ],
  [
    "lock-table",
    "postgres",
    ["LOCK TABLE u", "LOCK u IN SHARE MODE", "LOCK TABLE t, u IN ACCESS EXCLUSIVE MODE NOWAIT"],
    [`${fresh}; LOCK TABLE n`],
  ],
  [
    "set-schema",
    "postgres",
    [
      "ALTER TABLE u SET SCHEMA s",
      "ALTER TYPE mood SET SCHEMA s",
      "ALTER FUNCTION f(INT) SET SCHEMA s",
    ],
    [`${fresh}; ALTER TABLE n SET SCHEMA s`, "SET search_path = s"],
  ],
  [
    "drop-object",
    "postgres",
    [
      "DROP TYPE mood",
      "DROP DOMAIN positive",
      "DROP FUNCTION f(INT)",
      "DROP FUNCTION IF EXISTS public.f",
      "DROP VIEW v CASCADE",
    ],
    [
      "DROP FUNCTION f(INT); CREATE FUNCTION f(a INT, b INT) RETURNS INT LANGUAGE SQL AS 'SELECT a + b'",
      "CREATE TYPE x AS ENUM ('a'); DROP TYPE x",
      "DROP MATERIALIZED VIEW m",
      "DROP TRIGGER IF EXISTS x ON u",
    ],
  ],
  [
    "name-too-long",
    "postgres",
    [
      `CREATE TABLE ${long} (a INT)`,
      `ALTER TABLE u ADD COLUMN "${long}" INT`,
      `CREATE TABLE x (${"é".repeat(32)} INT)`,
    ],
    [
      `CREATE TABLE ${long.slice(1)} (a INT)`,
      `CREATE TABLE "${'""'.repeat(63)}" (a INT)`,
      `INSERT INTO w (c) VALUES ('${long}') -- ${long}`,
    ],
  ],
  ["name-too-long", "duckdb", [], [`CREATE TABLE ${long} (a INT)`]],
  [
    "missing-semicolon",
    "postgres",
    ["CREATE SCHEMA x\nCREATE TABLE y (a INT)", "LOCK TABLE u\nANALYZE u"],
    ["CREATE SCHEMA x;\nCREATE TABLE y (a INT)", "CREATE TABLE x (a INT)\nTRUNCAT y"],
  ],
  [
    "set-not-null",
    "postgres",
    ["ALTER TABLE u ALTER COLUMN a SET NOT NULL", "ALTER TABLE t ALTER b SET NOT NULL"],
    [
      "ALTER TABLE t ALTER COLUMN a SET NOT NULL",
      "ALTER TABLE t ALTER COLUMN c SET NOT NULL",
      "ALTER TABLE t VALIDATE CONSTRAINT b_set; ALTER TABLE t ALTER COLUMN b SET NOT NULL",
      `${fresh}; ALTER TABLE n ALTER COLUMN a SET NOT NULL`,
    ],
  ],
  ["set-not-null", "duckdb", [], ["ALTER TABLE u ALTER COLUMN a SET NOT NULL"]],
  [
    "table-rewrite",
    "postgres",
    ["ALTER TABLE t ALTER COLUMN a TYPE BIGINT", `${header}CLUSTER`],
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
      "ALTER TABLE u ADD COLUMN b INT CHECK (b > 0)",
      "ALTER DOMAIN positive ADD CONSTRAINT x CHECK (VALUE > 0)",
      "ALTER DOMAIN positive ADD CHECK (VALUE > 0)",
    ],
    [
      "ALTER TABLE u ADD CONSTRAINT x CHECK (a > 0) NOT VALID",
      "ALTER TABLE t VALIDATE CONSTRAINT b_set",
      `${fresh}; ALTER TABLE n ADD CHECK (a > 0)`,
      "ALTER DOMAIN positive ADD CONSTRAINT x CHECK (VALUE > 0) NOT VALID",
      "ALTER DOMAIN positive SET DEFAULT 1",
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
    [`${header}CREATE INDEX j ON u (a)`, `${header}ALTER TYPE mood ADD VALUE 'sad'`],
    [
      `${header}VACUUM`,
      "SELECT 1",
      `${header}ALTER TYPE mood ADD VALUE 'sad'; CREATE TABLE x (m mood DEFAULT 'sad')`,
      `${header}ALTER TYPE mood ADD VALUE 'sad'; UPDATE w SET c = 'sad' WHERE c::mood = 'sad'`,
      `${header}ALTER TYPE mood ADD VALUE 'sad'; SELECT c::mood FROM w`,
      `${header}ALTER TABLE u ADD COLUMN b INT; UPDATE u SET b = 1`,
      `${header}ALTER TABLE t VALIDATE CONSTRAINT b_set; ALTER TABLE t VALIDATE CONSTRAINT c_set`,
      `${header}DO $$ BEGIN COMMIT; END $$`,
    ],
  ],
  [
    "needless-no-transaction",
    "duckdb",
    [`${header}CREATE TABLE x (a INT)`],
    [`${header}UPDATE u SET a = 1; ALTER TABLE u ADD COLUMN b INT`, `${header}CHECKPOINT`],
  ],
  [
    "several-without-transaction",
    "postgres",
    [
      `${header}CREATE INDEX CONCURRENTLY j ON u (a); CREATE INDEX CONCURRENTLY k ON t (a)`,
      ...[
        "UPDATE u SET a = a + 1",
        "INSERT INTO u VALUES (1)",
        "ALTER TABLE u ADD CHECK (a > 0), ALTER COLUMN a SET DEFAULT 1",
        "ALTER TABLE u ADD COLUMN b INT",
        "SELECT f(1)",
        "DO $$ BEGIN END $$",
      ].map((statement) => `${header}VACUUM; CREATE INDEX CONCURRENTLY j ON u (a); ${statement}`),
    ],
    [
      `${header}DROP INDEX CONCURRENTLY IF EXISTS j; CREATE INDEX CONCURRENTLY j ON u (a)`,
      "CREATE TABLE x (a INT); CREATE TABLE y (a INT)",
      ...[
        "CREATE TABLE IF NOT EXISTS x (a INT); ALTER TABLE u ADD COLUMN IF NOT EXISTS b INT",
        "ALTER TABLE u ALTER COLUMN a SET DEFAULT 1; ALTER TABLE w ALTER COLUMN a SET NOT NULL",
        "ALTER TABLE u DROP COLUMN IF EXISTS b; ALTER TABLE w DROP CONSTRAINT IF EXISTS x",
        "CREATE OR REPLACE VIEW v AS SELECT 1 AS a; COMMENT ON TABLE u IS 'x'",
        "ALTER TYPE mood ADD VALUE IF NOT EXISTS 'sad'; ALTER TYPE mood ADD VALUE IF NOT EXISTS 'so'",
        "UPDATE w SET b = a WHERE b IS NULL; DELETE FROM u WHERE a = 1; TRUNCATE w",
        "INSERT INTO t (a) VALUES (1) ON CONFLICT DO NOTHING; GRANT SELECT ON u TO PUBLIC",
        "SELECT 1; REFRESH MATERIALIZED VIEW m",
      ].map((statements) => `${header}${statements}; CREATE INDEX CONCURRENTLY j ON u (a)`),
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
    [
      "CREATE INDEX j ON u (a) WHERE a > 0",
      "ALTER TABLE t DROP COLUMN c",
      "UPDATE u SET a = list_sum([x + 1 FOR x IN [1]]); ALTER TABLE u ADD COLUMN b INT",
    ],
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
