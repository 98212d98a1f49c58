import { readFile } from "node:fs/promises";
import type { Engine } from "@handsfree/query";
import { expect, test } from "vitest";
import { lintMigrations } from "../src/lint/lint-migrations.ts";
import { lintRules } from "../src/lint/rules.ts";
import { casesOfOne } from "./lint-engine-cases.ts";
import { casesOfBoth, header } from "./lint-rule-cases.ts";

const setup = `
  CREATE TABLE t (a INT PRIMARY KEY, b INT, c VARCHAR(10), d NUMERIC(10, 2));
  CREATE TABLE u (a INT);
  CREATE INDEX i ON t (b);
  ALTER TABLE t ADD CONSTRAINT c_set CHECK (c IS NOT NULL);
  ALTER TABLE t ADD CONSTRAINT b_set CHECK (b IS NOT NULL) NOT VALID`;

/** The rules that find something in a file after that one, each with its line. */
function lint(sql: string, engines: readonly Engine[]): readonly string[] {
  const files = [
    { file: "001_setup.sql", sql: setup, engines },
    { file: "002_change.sql", sql, engines },
  ];
  return lintMigrations(files, { only: (file) => file === "002_change.sql" }).map(
    ({ rule, line }) => `${rule}:${line}`,
  );
}

const cases = [...casesOfBoth, ...casesOfOne];

test.for(
  cases.flatMap(([rule, engine, found]) => found.map((sql) => [rule, engine, sql] as const)),
)("%s on %s finds %s", ([rule, engine, sql]) => {
  expect(lint(sql, [engine])).toContainEqual(expect.stringMatching(`^${rule}:`));
});

test.for(
  cases.flatMap(([rule, engine, , clean]) => clean.map((sql) => [rule, engine, sql] as const)),
)("%s on %s has nothing to say of %s", ([rule, engine, sql]) => {
  expect(lint(sql, [engine])).not.toContainEqual(expect.stringMatching(`^${rule}:`));
});

test("single-engine-sql is of files that both engines run", () => {
  const sql = "CREATE TABLE x (\n  a INT,\n  b JSONB\n);\nPRAGMA version";
  expect(lint(sql, ["duckdb", "postgres"])).toEqual(["single-engine-sql:3", "single-engine-sql:5"]);
  expect(lint(sql, ["duckdb"])).toEqual(["duckdb-refuses:3"]);
  expect(lint(sql, ["postgres"])).toEqual(["postgres-refuses:5"]);
});

test("a finding is told once, at the line of what is wrong, though both engines say it", () => {
  const sql = "ALTER TABLE u\n  ADD COLUMN b INT,\n  DROP COLUMN a;\n\nDROP TABLE t;";
  expect(lint(sql, ["postgres"])).toEqual(["drop-column:3", "drop-table:5"]);
  expect(lint("SELECT 1;\nDROP TABLE u", ["duckdb", "postgres"])).toEqual(["drop-table:2"]);
});

test("a shared file needs its first line for PostgreSQL's sake", () => {
  expect(lint(`${header}CREATE INDEX CONCURRENTLY j ON u (a)`, ["duckdb", "postgres"])).toEqual([]);
});

test("text that is no SQL is a finding, too", () => {
  expect(lint("SELECT 1;\nSELECT 'a", ["duckdb"])).toEqual(["unreadable-sql:2"]);
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
