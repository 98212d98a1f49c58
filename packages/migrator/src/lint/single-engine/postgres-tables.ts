import { type Construct, constructsOf } from "./construct.ts";

const rebuild = "a file an engine, and rebuild the table in DuckDB's";

/** What DuckDB refuses in a CREATE TABLE, CREATE INDEX or ALTER TABLE. */
export const postgresTables: readonly Construct[] = constructsOf("postgres", [
  [
    "identity columns",
    /\bGENERATED (?:ALWAYS|BY DEFAULT) AS IDENTITY\b/,
    "CREATE TABLE x (a INT GENERATED ALWAYS AS IDENTITY)",
    "ids that the application makes, or DEFAULT nextval('…')",
  ],
  [
    "STORED columns",
    /\) STORED\b/,
    "CREATE TABLE x (a INT, b INT GENERATED ALWAYS AS (a + 1) STORED)",
    "VIRTUAL",
  ],
  [
    "foreign keys that cascade",
    /\bON (?:DELETE|UPDATE) (?:CASCADE|SET NULL|SET DEFAULT)\b/,
    "CREATE TABLE x (a INT REFERENCES t (a) ON DELETE CASCADE)",
    "delete what depends on a row in the application",
  ],
  [
    "deferrable constraints",
    /^(?:CREATE|ALTER) TABLE .*\bDEFERRABLE\b/,
    "CREATE TABLE x (a INT REFERENCES t (a) DEFERRABLE INITIALLY DEFERRED)",
  ],
  [
    "EXCLUDE",
    /\bEXCLUDE (?:USING \w+ )?\( \w+ WITH\b/,
    "CREATE TABLE x (a INT, EXCLUDE (a WITH =))",
  ],
  [
    "NULLS NOT DISTINCT",
    /\bNULLS NOT DISTINCT\b/,
    "CREATE TABLE x (a INT, UNIQUE NULLS NOT DISTINCT (a))",
  ],
  ["INCLUDE", /\) INCLUDE \(/, "CREATE INDEX i ON t (a) INCLUDE (b)"],
  [
    "partial indexes",
    /^CREATE (?:UNIQUE )?INDEX .*\) WHERE\b/,
    "CREATE INDEX i ON t (b) WHERE b > 0",
    "a column that is null where the index is not to hold the row",
  ],
  [
    "indexes without a name",
    /^CREATE (?:UNIQUE )?INDEX (?:CONCURRENTLY )?ON\b/,
    "CREATE INDEX ON t (b)",
  ],
  [
    "index methods",
    /^CREATE (?:UNIQUE )?INDEX .* USING (?!ART\b)\w+ \(/,
    "CREATE INDEX i ON t USING btree (b)",
  ],
  [
    "operator classes",
    /^CREATE (?:UNIQUE )?INDEX .* (?:\w+_OPS|\w+_MINMAX)\b/,
    "CREATE INDEX i ON t (c text_pattern_ops)",
  ],
  [
    "partitions",
    /^CREATE TABLE .*\) PARTITION BY\b/,
    "CREATE TABLE x (a INT) PARTITION BY RANGE (a)",
  ],
  ["INHERITS", /\) INHERITS \(/, "CREATE TABLE x (z INT) INHERITS (u)"],
  [
    "LIKE",
    /^CREATE (?:\w+ )?TABLE .*[(,] LIKE\b/,
    "CREATE TABLE x (LIKE t)",
    "CREATE TABLE … AS SELECT",
  ],
  [
    "storage parameters",
    /^CREATE TABLE .*\) WITH \(/,
    "CREATE TABLE x (a INT) WITH (fillfactor = 70)",
  ],
  ["TABLESPACE", /\) TABLESPACE\b/, "CREATE TABLE x (a INT) TABLESPACE pg_default"],
  [
    "ON COMMIT DROP",
    /\bON COMMIT (?:DROP|DELETE ROWS)\b/,
    "CREATE TEMP TABLE x (a INT) ON COMMIT DROP",
  ],
  [
    "ALTER TABLE with several changes",
    // Of parentheses, nested once, the commas are not counted.
    /^ALTER TABLE (?:[^(),]|\((?:[^()]|\([^()]*\))*\))*,/,
    "ALTER TABLE t ADD COLUMN x INT, ADD COLUMN y INT",
    "one ALTER TABLE a change",
  ],
  [
    "ADD COLUMN with a constraint",
    /^ALTER TABLE .*\bADD (?!CONSTRAINT\b|PRIMARY KEY\b|UNIQUE \(|CHECK \(|FOREIGN KEY\b).*\b(?:NOT NULL|UNIQUE|PRIMARY KEY|CHECK \(|REFERENCES)/,
    "ALTER TABLE t ADD COLUMN x INT NOT NULL DEFAULT 0",
    rebuild,
  ],
  [
    "ADD COLUMN of a generated column",
    /^ALTER TABLE .*\bADD .*\bGENERATED ALWAYS AS \(/,
    "ALTER TABLE t ADD COLUMN x INT GENERATED ALWAYS AS (a + 1)",
    rebuild,
  ],
  [
    "ADD of a UNIQUE, CHECK or FOREIGN KEY",
    /^ALTER TABLE .*\bADD (?:CONSTRAINT (?:\w+|"") )?(?:UNIQUE|CHECK|FOREIGN KEY|EXCLUDE|NOT NULL)\b/,
    "ALTER TABLE t ADD CONSTRAINT x UNIQUE (b)",
    rebuild,
  ],
  [
    "DROP and VALIDATE CONSTRAINT",
    /^ALTER TABLE .*\b(?:DROP|VALIDATE|RENAME|ALTER) CONSTRAINT\b/,
    "ALTER TABLE t DROP CONSTRAINT t_pkey",
    rebuild,
  ],
  [
    "this ALTER TABLE",
    /^ALTER TABLE .*\b(?:OWNER TO|SET SCHEMA|SET (?:UN)?LOGGED|SET \(|SET TABLESPACE|SET ACCESS METHOD|REPLICA IDENTITY|(?:EN|DIS)ABLE \w+|(?:NO )?FORCE ROW|(?:AT|DE)TACH PARTITION|SET STATISTICS|SET STORAGE)/,
    "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
  ],
]);
