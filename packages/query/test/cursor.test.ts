import fc from "fast-check";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { decodeCursor, encodeCursor, timeText, toMicroseconds } from "../src/cursor.ts";
import { openDatabase } from "../src/index.ts";

const id = "019a2f6e-0000-7000-8000-000000000001";
/** The microseconds of the years from 1 to 9999. */
const years = { min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n };

test("the text of a time is the engine's, and a cursor keeps it", async () => {
  await using db = await openDatabase({ path: ":memory:" });
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.bigInt(years),
        fc.integer({ min: -1_000_000, max: 1_000_000 }).map(BigInt),
        fc.integer({ min: -1000, max: 1000 }).map((seconds) => BigInt(seconds) * 1_000_000n),
      ),
      async (microseconds) => {
        const { rows } = await sql<{ text: string }>`select
          cast(make_timestamptz(${sql.raw(String(microseconds))}) as varchar) as text`.execute(db);
        const text = timeText(toMicroseconds(String(microseconds)));
        expect(text).toBe(rows[0]?.text);
        for (const order of ["asc", "desc"] as const) {
          for (const side of ["next", "prev"] as const) {
            const cursor = { position: { time: text, id }, order, side };
            expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});
