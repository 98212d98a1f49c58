import fc from "fast-check";
import { expect, test } from "vitest";
import { useLint } from "./lint-databases.ts";
import { anyText } from "./sql-pieces.ts";

const lint = useLint();

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

test("whatever a file holds, the lint says what it finds and does not fail", async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(scrambled, async (sql) => {
      found += (await lint([{ file: "001_a.sql", sql }])).findings.length;
    }),
    { numRuns: 60 },
  );
  expect(found).toBeGreaterThan(60);
}, 120_000);
