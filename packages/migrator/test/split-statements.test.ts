import fc from "fast-check";
import { expect, test } from "vitest";
import { splitStatements } from "../src/sql/split-statements.ts";
import { insertion, separator } from "./sql-pieces.ts";

function texts(sql: string): string[] {
  return splitStatements(sql).map(({ text }) => text);
}

test("splitting what was joined gives the parts back, and their lines", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(insertion, separator), { maxLength: 8 }),
      separator,
      (parts, first) => {
        let sql = first;
        const expected = parts.map(([text, end]) => {
          const line = sql.split(/\r\n?|\n/).length;
          sql += text + end;
          return { text, line };
        });
        expect(splitStatements(sql)).toEqual(expected);
      },
    ),
    { numRuns: 1000 },
  );
});

test("comments and space alone are no statement", () => {
  expect(texts("")).toEqual([]);
  expect(texts(" ;; -- a;\n/* b; */ ;\n")).toEqual([]);
  expect(splitStatements("-- a\n\n/* b\n*/ SELECT 1 -- c\n; -- d")).toEqual([
    { text: "SELECT 1", line: 4 },
  ]);
});

test("a function's body is not split", () => {
  const atomic = `CREATE OR REPLACE FUNCTION f(a INT) RETURNS INT LANGUAGE SQL
BEGIN ATOMIC
  INSERT INTO t VALUES (CASE a WHEN 1 THEN 2 END);
  SELECT CASE WHEN a > 1 THEN CASE a WHEN 2 THEN 3 END ELSE 4 END AS end;
  SELECT q.case FROM q;
END`;
  const quoted = "CREATE FUNCTION g() RETURNS INT LANGUAGE plpgsql AS $$ BEGIN; RETURN 1; END $$";
  const rule = "CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM u; DELETE FROM v)";
  expect(texts(`${atomic};${quoted};${rule};SELECT 1`)).toEqual([atomic, quoted, rule, "SELECT 1"]);
});

test("BEGIN, CASE and END are split where they end nothing", () => {
  expect(texts("BEGIN; SELECT CASE WHEN true THEN 1 END; END; COMMIT")).toEqual([
    "BEGIN",
    "SELECT CASE WHEN true THEN 1 END",
    "END",
    "COMMIT",
  ]);
});

test("a NUL character is refused: DuckDB would skip what follows", () => {
  expect(() => splitStatements("SELECT 1;\n\0SELECT 2")).toThrow(
    /^line 2: the text must not contain a NUL character/,
  );
});
