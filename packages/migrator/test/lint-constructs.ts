import type { Engine } from "@handsfree/query";
import { expect, test } from "vitest";
import { lintMigrations } from "../src/lint/lint-migrations.ts";
import { singleEngineFunctions } from "../src/lint/single-engine/functions.ts";
import { singleEngineConstructs } from "../src/lint/single-engine/problems.ts";
import { singleEngineTypes } from "../src/lint/single-engine/types.ts";
import { engine, openEmpty, refusal, runAll } from "./sql-engines.ts";

const setup = [
  "CREATE TABLE t (a INT PRIMARY KEY, b INT, c TEXT)",
  "CREATE TABLE u (a INT)",
  "CREATE SEQUENCE s",
  "CREATE TYPE mood AS ENUM ('glad')",
];

/** Types that are no whole without more behind their name. */
const whole: Readonly<Record<string, string>> = {
  struct: "struct(k INT)",
  row: "row(k INT)",
  map: "map(TEXT, INT)",
  union: "union(k INT, l TEXT)",
  enum: "enum('a')",
};

const cases: readonly (readonly [what: string, takenBy: Engine, example: string])[] = [
  ...[...singleEngineConstructs, ...singleEngineFunctions].map(
    ({ what, takenBy, example }) => [what, takenBy, example] as const,
  ),
  ...Array.from(
    singleEngineTypes,
    ([type, takenBy]) => [type, takenBy, `CREATE TABLE x (a ${whole[type] ?? type})`] as const,
  ),
  ["a cast", "postgres", "SELECT '{}'::jsonb"],
  ["another cast", "duckdb", "SELECT CAST((SELECT 1) AS tinyint)"],
  ["a precision", "postgres", "CREATE TABLE x (a TIMESTAMPTZ(3))"],
];

/** What the engine can take and yet not run here: the one downloads, the other has no folder to write to. */
const notRunHere = new Set(["INSTALL json", "EXPORT DATABASE '/dev/null/none'"]);

/** What the lint says of the example in a file that both engines run. */
function lint(example: string): readonly string[] {
  const both: readonly Engine[] = ["duckdb", "postgres"];
  const files = [
    { file: "001_setup.sql", sql: setup.join(";"), engines: both },
    { file: "002_example.sql", sql: example, engines: both },
  ];
  return lintMigrations(files, { only: (file) => file === "002_example.sql" })
    .filter(({ rule }) => rule === "single-engine-sql")
    .map(({ message }) => message);
}

/** Each construct is found; the engine that is said to take it does, and the other does not. */
export function testConstructs(): void {
  test.for(cases)("%s is for %s alone: %s", async ([, takenBy, example]) => {
    const name = takenBy === "duckdb" ? "DuckDB" : "PostgreSQL";
    expect(lint(example)).toEqual(
      expect.arrayContaining([expect.stringContaining(`only ${name} takes`)]) as string[],
    );
    if (engine === takenBy && notRunHere.has(example)) return;
    await using db = await openEmpty();
    await runAll(db, setup);
    const said = await refusal(db, example);
    expect({ said, taken: said === undefined }).toMatchObject({ taken: engine === takenBy });
  });

  test.for([
    "CREATE INDEX CONCURRENTLY i ON t (b)",
    "CREATE INDEX i ON t (b DESC NULLS LAST)",
    "CREATE TABLE x (a INT PRIMARY KEY, b INT, c TEXT, UNIQUE (b, c), CHECK (b > 0))",
    "CREATE TABLE x (a INT, b INT GENERATED ALWAYS AS (a + 1) VIRTUAL)",
    "CREATE TABLE x (a INT, b INT GENERATED ALWAYS AS (a + 1))",
    "CREATE TABLE x (a INT REFERENCES t (a) ON DELETE RESTRICT)",
    "CREATE TABLE x AS SELECT a AS name, row_number() OVER (PARTITION BY b ORDER BY a) AS r FROM t",
    "CREATE TABLE x (a DOUBLE PRECISION, b TIMESTAMPTZ, c BYTEA, d JSON, e INT[], f NUMERIC(10, 2))",
    "CREATE TABLE x (a BIT(3), b TIME WITH TIME ZONE, c CHARACTER VARYING(10))",
    "CREATE OR REPLACE VIEW v AS SELECT a FROM t",
    "ALTER TABLE t ADD COLUMN x NUMERIC(10, 2) DEFAULT 0",
    "ALTER TABLE t ADD COLUMN IF NOT EXISTS x INT DEFAULT (1 + 2)",
    "ALTER TABLE u ADD PRIMARY KEY (a)",
    "ALTER TABLE t ALTER COLUMN c SET DEFAULT 'GRANT; PRAGMA'",
    "ALTER TABLE t DROP COLUMN c",
    "DROP TABLE IF EXISTS u",
    "DROP INDEX IF EXISTS none",
    "SELECT ARRAY[1, 2], (ARRAY[1, 2])[1], 'a' ~ 'a', 2 ^ 3, '{}'::json -> 'k', 1::int",
    "SELECT CAST('1' AS INT), CAST(now() AS TEXT), 'a' || 'b' AS \"FOR UPDATE\" /* FOR UPDATE */",
    "INSERT INTO t (a) VALUES (1) ON CONFLICT (a) DO UPDATE SET b = 2 RETURNING a",
    "MERGE INTO u USING (SELECT 1 AS a) AS q ON u.a = q.a WHEN NOT MATCHED THEN INSERT VALUES (1)",
    "WITH q AS (SELECT a FROM t) SELECT * FROM q ORDER BY a LIMIT 1 OFFSET 0",
    "UPDATE t SET b = u.a FROM u WHERE u.a = t.a",
    "COMMENT ON TABLE t IS 'it''s'",
    "TRUNCATE TABLE u",
    "SELECT gen_random_uuid(), md5('a'), date_trunc('day', now()), extract(epoch FROM now())",
  ])("both take %s", async (statement) => {
    expect(lint(statement)).toEqual([]);
    await using db = await openEmpty();
    await runAll(db, setup);
    expect(await refusal(db, statement)).toBeUndefined();
  });
}
