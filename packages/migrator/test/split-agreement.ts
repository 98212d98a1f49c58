import fc from "fast-check";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { splitStatements } from "../src/sql/split-statements.ts";
import { engine, openEmpty, runAll } from "./sql-engines.ts";
import { insertion, separator } from "./sql-pieces.ts";

/** Each statement adds a row, so the rows tell what the engine itself took for statements. */
export function testAgreement(): void {
  test(`${engine} runs as many statements as the splitter finds, one by one and all at once`, async () => {
    await using db = await openEmpty();
    await runAll(db, ["CREATE TABLE probe (n INT, value TEXT)"]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(insertion, separator), { minLength: 1, maxLength: 6 }),
        async (parts) => {
          const file = parts.flat().join("");
          await runAll(
            db,
            splitStatements(file).map(({ text }) => text),
          );
          const oneByOne = await sql`select * from probe order by 2`.execute(db);
          expect(oneByOne.rows).toHaveLength(parts.length);
          await runAll(db, ["DELETE FROM probe"]);
          await runAll(db, [file]);
          const atOnce = await sql`select * from probe order by 2`.execute(db);
          expect(oneByOne.rows).toEqual(atOnce.rows);
          await runAll(db, ["DELETE FROM probe"]);
        },
      ),
      { numRuns: 150 },
    );
  });
}
