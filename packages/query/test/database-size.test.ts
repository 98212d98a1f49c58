import { sql } from "kysely";
import { expect, test } from "vitest";
import { measureDatabaseSize } from "../src/database-size.ts";
import { openEmptyDatabase } from "./empty-database.ts";

test("a database grows by what is stored in it", async () => {
  await using db = await openEmptyDatabase<object>();
  const before = await measureDatabaseSize(db);
  await sql`create table things as select cast(i as varchar) || repeat('x', 100) as text
    from generate_series(1, 50000) as s(i)`.execute(db);
  const after = await measureDatabaseSize(db);
  expect(before).toBeGreaterThanOrEqual(0);
  expect(after).toBeGreaterThanOrEqual(before);
  expect(Number.isInteger(after)).toBe(true);
});
