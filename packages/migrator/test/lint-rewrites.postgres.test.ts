import { sql } from "kysely";
import { expect, test } from "vitest";
import { useLint } from "./lint-databases.ts";
import { openEmpty, runAll } from "./sql-engines.ts";

const lint = useLint();

async function isFound(setup: string, statement: string): Promise<boolean> {
  const { findings } = await lint([
    { file: "001_setup.postgres.sql", sql: setup, engines: ["postgres"] },
    { file: "002_change.postgres.sql", sql: statement, engines: ["postgres"] },
  ]);
  return findings.some(({ rule }) => rule === "table-rewrite");
}

/** PostgreSQL gives a table that it writes anew another file. */
async function isRewritten(setup: string, statement: string): Promise<boolean> {
  await using db = await openEmpty();
  const file = async (): Promise<unknown> =>
    (await sql`select pg_relation_filenode('t') as node`.execute(db)).rows[0];
  await runAll(db, [setup, "INSERT INTO t (k) VALUES (1)"]);
  const before = await file();
  await runAll(db, [statement]);
  return JSON.stringify(before) !== JSON.stringify(await file());
}

const types: readonly (readonly [from: string, to: string])[] = [
  ["INT", "BIGINT"],
  ["INT", "INTEGER"],
  ["BIGINT", "INT"],
  ["VARCHAR(10)", "VARCHAR(20)"],
  ["VARCHAR(10)", "CHARACTER VARYING(5)"],
  ["VARCHAR(10)", "VARCHAR"],
  ["VARCHAR(10)", "TEXT"],
  ["TEXT", "VARCHAR"],
  ["TEXT", "VARCHAR(20)"],
  ["CHAR(3)", "TEXT"],
  ["CHAR(3)", "CHAR(5)"],
  ["NUMERIC(5, 2)", "NUMERIC(10, 2)"],
  ["NUMERIC(5, 2)", "NUMERIC(10, 3)"],
  ["NUMERIC(5, 2)", "NUMERIC"],
  ["NUMERIC", "NUMERIC(10, 2)"],
  ["TIMESTAMP", "TIMESTAMPTZ"],
  ["TIMESTAMPTZ", "TIMESTAMP WITHOUT TIME ZONE"],
  ["TIMESTAMPTZ(3)", "TIMESTAMPTZ(6)"],
  ["TIMESTAMPTZ(3)", "TIMESTAMPTZ"],
  ["TIMESTAMPTZ", "TIMESTAMPTZ(3)"],
  ["INTERVAL(3)", "INTERVAL"],
  ["CIDR", "INET"],
  ["JSON", "JSONB"],
  ["JSON", "TEXT"],
  ["REAL", "DOUBLE PRECISION"],
  ["VARBIT(3)", "VARBIT(5)"],
  ["INT[]", "INT[]"],
  ["INT[]", "BIGINT[]"],
];

const others: readonly (readonly [setup: string, statement: string])[] = [
  ...[
    "ADD COLUMN d INT",
    "ADD COLUMN d INT DEFAULT 1",
    "ADD COLUMN d INT NOT NULL DEFAULT 1",
    "ADD COLUMN d TIMESTAMPTZ DEFAULT now()",
    "ADD COLUMN d TIMESTAMPTZ DEFAULT current_timestamp",
    "ADD COLUMN d TIMESTAMPTZ DEFAULT clock_timestamp()",
    "ADD COLUMN d UUID DEFAULT gen_random_uuid()",
    "ADD COLUMN d UUID NOT NULL DEFAULT uuidv7()",
    "ADD COLUMN d FLOAT DEFAULT random()",
    "ADD COLUMN d INT DEFAULT (1 + (random() * 5)::int)",
    "ADD COLUMN d TEXT DEFAULT upper('a') || md5('b')",
    "ADD COLUMN d BIGSERIAL",
    "ADD COLUMN d INT GENERATED ALWAYS AS IDENTITY",
    "ADD COLUMN d INT GENERATED ALWAYS AS (k + 1) STORED",
    "ADD COLUMN d INT GENERATED ALWAYS AS (k + 1) VIRTUAL",
    "ADD COLUMN d INT GENERATED ALWAYS AS (k + 1)",
    "ADD PRIMARY KEY (k)",
    "ADD UNIQUE (k)",
    "ADD CHECK (k > 0)",
    "ALTER COLUMN k SET NOT NULL",
    "ALTER COLUMN k SET DEFAULT 3",
    "DROP COLUMN c",
    "SET UNLOGGED",
    "SET (fillfactor = 50)",
    "ALTER COLUMN c SET STORAGE PLAIN",
    "ALTER COLUMN c TYPE VARCHAR(20) USING c::varchar(20)",
    "ALTER COLUMN c TYPE VARCHAR(20) USING lower(c)",
  ].map((change) => ["CREATE TABLE t (k INT, c VARCHAR(10))", `ALTER TABLE t ${change}`] as const),
  ["CREATE TABLE t (k INT)", "VACUUM FULL t"],
  ["CREATE TABLE t (k INT)", "VACUUM (FULL, ANALYZE) t"],
  ["CREATE TABLE t (k INT)", "VACUUM (ANALYZE) t"],
  ["CREATE TABLE t (k INT)", "VACUUM t"],
  ["CREATE TABLE t (k INT PRIMARY KEY)", "CLUSTER t USING t_pkey"],
  [
    "CREATE TABLE t (k INT, c INT GENERATED ALWAYS AS (k + 1) STORED)",
    "ALTER TABLE t ALTER COLUMN c SET EXPRESSION AS (k + 2)",
  ],
];

test.for(types)("PostgreSQL and the lint agree on a rewrite from %s to %s", async ([from, to]) => {
  const setup = `CREATE TABLE t (k INT, c ${from})`;
  const statement = `ALTER TABLE t ALTER COLUMN c TYPE ${to}`;
  expect(await isFound(setup, statement)).toBe(await isRewritten(setup, statement));
});

test.for(others)(
  "on %s, PostgreSQL and the lint agree on a rewrite by %s",
  async ([setup, statement]) => {
    expect(await isFound(setup, statement)).toBe(await isRewritten(setup, statement));
  },
);
