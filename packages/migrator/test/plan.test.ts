import { expect, test } from "vitest";
import { type MigrationProblem, plan } from "../src/index.ts";
import { recorded } from "./plan/history.ts";
import { files } from "./runs/database.ts";

const sql = "SELECT 1";

function problemsOf(
  contents: Readonly<Record<string, string>>,
  history: Parameters<typeof plan>[1] = [],
): readonly MigrationProblem[] {
  const result = plan(files(contents), history, { engine: "duckdb" });
  expect(result.steps.length > 0 && result.problems.length > 0).toBe(false);
  return result.problems;
}

test.for([
  ["bad_name", { "1_short.sql": sql }, ["1_short.sql"]],
  ["bad_name", { "001_Upper.sql": sql }, ["001_Upper.sql"]],
  ["bad_name", { "001_x.mysql.sql": sql }, ["001_x.mysql.sql"]],
  ["bad_name", { "001_x__y.sql": sql }, ["001_x__y.sql"]],
  ["duplicate_number", { "001_a.sql": sql, "001_b.sql": sql }, ["001_a.sql", "001_b.sql"]],
  ["duplicate_number", { "001_a.sql": sql, "0001_a.sql": sql }, ["0001_a.sql", "001_a.sql"]],
  [
    "shared_and_variant",
    { "001_a.sql": sql, "001_a.duckdb.sql": sql },
    ["001_a.duckdb.sql", "001_a.sql"],
  ],
  [
    "shared_and_variant",
    { "001_a.sql": sql, "001_a.postgres.sql": sql },
    ["001_a.postgres.sql", "001_a.sql"],
  ],
  ["missing_variant", { "001_a.postgres.sql": sql }, ["001_a.postgres.sql"]],
  ["gap", { "001_a.sql": sql, "004_b.sql": sql }, ["004_b.sql"]],
  ["gap", { "002_a.sql": sql }, ["002_a.sql"]],
  ["empty_file", { "001_a.sql": "  -- only words\n" }, ["001_a.sql"]],
  ["own_transaction", { "001_a.sql": "BEGIN;\nSELECT 1;\nCOMMIT;" }, ["001_a.sql"]],
  ["own_transaction", { "001_a.sql": "SELECT 1; /* x */ END" }, ["001_a.sql"]],
  ["own_transaction", { "001_a.sql": "-- migrate: no-transaction\nROLLBACK" }, ["001_a.sql"]],
  ["own_transaction", { "001_a.sql": "PREPARE TRANSACTION 'x'" }, ["001_a.sql"]],
  ["misplaced_directive", { "001_a.sql": `${sql};\n-- migrate: no-transaction` }, ["001_a.sql"]],
  ["unreadable_sql", { "001_a.sql": "SELECT 'never closed" }, ["001_a.sql"]],
] as const)("%s: %j", ([kind, contents, about]) => {
  const [first, ...others] = problemsOf(contents);
  expect(first).toMatchObject({ kind, about });
  expect(others).toEqual([]);
  for (const file of about) expect(first?.message).toContain(file);
  expect(first?.message).not.toContain("\n");
});

test("what is wrong with another engine's file is wrong with the release", () => {
  const contents = { "001_a.duckdb.sql": sql, "001_a.postgres.sql": "COMMIT" };
  expect(problemsOf(contents)).toMatchObject([
    { kind: "own_transaction", about: ["001_a.postgres.sql"] },
  ]);
});

test("every problem is named at once, of files and history", () => {
  const history = [recorded("001_a", "SELECT 2"), recorded("003_gone"), recorded("009_newer")];
  const contents = { "001_a.sql": sql, "002_b.sql": "", "x.sql": sql, "005_c.sql": sql };
  const kinds = problemsOf(contents, history).map(({ kind }) => kind);
  expect(kinds.toSorted()).toEqual([
    "bad_name",
    "changed_file",
    "empty_file",
    "gap",
    "missing_file",
    "newer_database",
  ]);
});

test("a file that comes before an applied one is refused, not skipped", () => {
  const contents = { "001_late.sql": sql, "002_second.sql": sql };
  expect(problemsOf(contents, [recorded("002_second")])).toMatchObject([
    { kind: "out_of_order", about: ["001_late.sql"] },
  ]);
});

test("a file that was renamed is both missing and out of order", () => {
  const contents = { "001_new_name.sql": sql, "002_b.sql": sql };
  const kinds = problemsOf(contents, [recorded("001_old_name"), recorded("002_b")]);
  expect(kinds).toMatchObject([{ kind: "missing_file" }, { kind: "out_of_order" }]);
});

test("words of a transaction in texts, comments, names and bodies are only words", () => {
  const contents = {
    "001_a.sql": `-- commit;
      CREATE TABLE a AS SELECT 'x;
      begin the day;' AS v, 1 AS "end" /* rollback; */;
      CREATE FUNCTION f() RETURNS int AS $$ BEGIN RETURN 1; END $$ LANGUAGE plpgsql;
      CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT 1; END;
      SAVEPOINT s; ROLLBACK TO s`,
  };
  expect(problemsOf(contents)).toEqual([]);
});

test("a directive counts on the first line alone, whatever the line ends are", () => {
  const step = (text: string): boolean | undefined =>
    plan(files({ "001_a.sql": text }), [], { engine: "duckdb" }).steps[0]?.migration.inTransaction;
  expect(step(`-- migrate: no-transaction\r\n${sql}`)).toBe(false);
  expect(step(`\uFEFF-- migrate: no-transaction  \n${sql}`)).toBe(false);
  expect(step(`-- migrate: no-transactions\n${sql}`)).toBe(undefined);
  expect(step(sql)).toBe(true);
});
