import fc from "fast-check";
import { expect, test } from "vitest";
import { type LintFile, lintMigrations } from "../src/index.ts";
import { singleEngineConstructs } from "../src/lint/single-engine/problems.ts";
import { tokenize } from "../src/sql/tokenize.ts";
import { anyText } from "./sql-pieces.ts";

function lint(sql: string, engines: LintFile["engines"]): readonly string[] {
  return lintMigrations([{ file: "001_a.sql", sql, engines }]).map(
    ({ rule, message }) => `${rule} ${message}`,
  );
}

/** Words that mean something to the lint, in no order that means anything. */
const scrambled = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ..."CREATE TABLE INDEX ALTER DROP COLUMN ADD CONSTRAINT CHECK UNIQUE NOT NULL DEFAULT TYPE USING".split(
          " ",
        ),
        ..."SET RENAME TO ON WHERE UPDATE DELETE FROM TRUNCATE CASCADE AS IF EXISTS a b t".split(
          " ",
        ),
        ..."( ) , ; . :: = [ ] 'x' 1 \"t\"".split(" "),
      ),
      anyText,
    ),
    { maxLength: 25 },
  )
  .map((words) => words.join(" "));

test("whatever a file holds, the lint says what it finds and does not fail", () => {
  let found = 0;
  const look = (sql: string): void => void (found += lint(sql, ["duckdb", "postgres"]).length);
  fc.assert(fc.property(scrambled, look), { numRuns: 3000 });
  expect(found).toBeGreaterThan(100);
});

test.for(singleEngineConstructs.map(({ example }) => example))(
  "comments, line ends and case change nothing about %s",
  (example) => {
    const spaced = tokenize(example)
      .map(({ kind, text }) => (kind === "word" ? text.toLowerCase() : text))
      .map((text) => (/^\s+$/.test(text) ? " /* ; ' */\r\n-- \" (\n" : text))
      .join("");
    const engines = ["duckdb", "postgres"] as const;
    expect(lint(spaced, engines).toSorted()).toEqual(lint(example, engines).toSorted());
  },
);
