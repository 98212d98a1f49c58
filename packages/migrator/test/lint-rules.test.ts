import { readFile } from "node:fs/promises";
import type { Engine } from "@handsfree/query";
import { expect, test } from "vitest";
import { lintRules } from "../src/lint/rules.ts";
import { brief, useLint } from "./lint-databases.ts";
import { casesOfOne } from "./lint-engine-cases.ts";
import { casesOfBoth, header } from "./lint-rule-cases.ts";

/** Tables that are there before; `w` is one that nothing depends on. */
const setup = {
  duckdb: `
    CREATE TABLE t (a INT PRIMARY KEY, b INT, c VARCHAR(10), d NUMERIC(10, 2));
    CREATE TABLE u (a INT);
    CREATE TABLE w (a INT, b INT, c VARCHAR(10), d NUMERIC(10, 2));
    CREATE VIEW v AS SELECT 1 AS a;
    CREATE SCHEMA s;
    CREATE INDEX i ON t (b)`,
  postgres: `
    CREATE TABLE t (a INT PRIMARY KEY, b INT, c VARCHAR(10), d NUMERIC(10, 2));
    CREATE TABLE u (a INT);
    CREATE TABLE w (a INT, b INT, c VARCHAR(10), d NUMERIC(10, 2));
    CREATE VIEW v AS SELECT 1 AS a;
    CREATE SCHEMA s;
    CREATE INDEX i ON t (b);
    CREATE TYPE mood AS ENUM ('glad');
    CREATE DOMAIN positive AS INT;
    CREATE FUNCTION f(a INT) RETURNS INT LANGUAGE SQL AS 'SELECT a';
    CREATE MATERIALIZED VIEW m AS SELECT 1 AS a;
    CREATE TABLE parts (k INT) PARTITION BY LIST (k);
    CREATE TABLE part_1 PARTITION OF parts FOR VALUES IN (1);
    CREATE TABLE loose (k INT);
    CREATE TABLE checked (k INT NOT NULL CHECK (k = 2));
    CREATE TABLE unproven (k INT NOT NULL);
    ALTER TABLE unproven ADD CHECK (k = 4) NOT VALID;
    CREATE TABLE rest (k INT) PARTITION BY LIST (k);
    CREATE TABLE rest_2 PARTITION OF rest DEFAULT;
    CREATE TABLE logs (at TIMESTAMP, name TEXT);
    CREATE INDEX logs_at ON logs (at);
    CREATE INDEX logs_name ON logs (name);
    ALTER TABLE t ADD CONSTRAINT c_set CHECK (c IS NOT NULL);
    ALTER TABLE t ADD CONSTRAINT b_set CHECK (b IS NOT NULL) NOT VALID`,
};

const run = useLint();

/** The rules that find something in a file after that one, each with its line. */
async function lint(sql: string, engines: readonly Engine[]): Promise<readonly string[]> {
  const files = [
    ...engines.map((engine) => ({ file: `001_setup.${engine}.sql`, sql: setup[engine] })),
    { file: "002_change.sql", sql, engines },
  ];
  return brief(await run(files, { only: (file) => file === "002_change.sql" }));
}

const cases = [...casesOfBoth, ...casesOfOne];

test.for(
  cases.flatMap(([rule, engine, found]) => found.map((sql) => [rule, engine, sql] as const)),
)("%s on %s finds %s", async ([rule, engine, sql]) => {
  expect(await lint(sql, [engine])).toContainEqual(expect.stringMatching(`^${rule}:`));
});

test.for(
  cases.flatMap(([rule, engine, , clean]) => clean.map((sql) => [rule, engine, sql] as const)),
)("%s on %s has nothing to say of %s", async ([rule, engine, sql]) => {
  expect(await lint(sql, [engine])).not.toContainEqual(expect.stringMatching(`^${rule}:`));
});

test("single-engine-sql is of files that both engines run", async () => {
  const sql = "CREATE TABLE x (\n  a INT,\n  b JSONB\n);\nPRAGMA version";
  expect(await lint(sql, ["duckdb", "postgres"])).toEqual([
    "single-engine-sql:3",
    "single-engine-sql:5",
  ]);
  expect(await lint(sql, ["duckdb"])).toEqual(["duckdb-refuses:3"]);
  expect(await lint(sql, ["postgres"])).toEqual(["postgres-refuses:5"]);
});

test("a finding is told once, at the line of what is wrong, though both engines say it", async () => {
  const sql = "ALTER TABLE u\n  ADD COLUMN b INT,\n  DROP COLUMN a;\n\nDROP TABLE t;";
  expect(await lint(sql, ["postgres"])).toEqual(["drop-column:3", "drop-table:5"]);
  expect(await lint("SELECT 1;\nDROP TABLE u", ["duckdb", "postgres"])).toEqual(["drop-table:2"]);
});

test("a shared file needs its first line for PostgreSQL's sake", async () => {
  expect(
    await lint(`${header}CREATE INDEX CONCURRENTLY j ON u (a)`, ["duckdb", "postgres"]),
  ).toEqual([]);
});

test("text that is no SQL is a finding, too", async () => {
  expect(await lint("SELECT 1;\nSELECT 'a", ["duckdb"])).toEqual(["unreadable-sql:2"]);
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
