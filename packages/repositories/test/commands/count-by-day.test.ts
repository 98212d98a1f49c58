import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { countCommandsByDay, recordCommand } from "../../src/entries/commands.ts";
import { dayMilliseconds, plainCommand, stranger } from "./people.ts";

let db: Kysely<Database>;
beforeEach(async () => {
  db = await openTestDatabase();
});
afterEach(() => db.destroy());

/** Commands of the first of three days, in its last millisecond, and two of the third. */
async function recordThreeDays(): Promise<Date[]> {
  const clock = new TestClock("2026-03-01T23:59:59.999Z");
  await recordCommand(db, plainCommand, clock);
  clock.advance(dayMilliseconds + 1);
  await recordCommand(db, plainCommand, clock);
  clock.advance(1);
  await recordCommand(db, { ...plainCommand, userId: stranger }, clock);
  return [1, 2, 3].map((day) => new Date(Date.UTC(2026, 2, day)));
}

test("commands are counted by UTC day, without empty days", async () => {
  const [first, , third] = await recordThreeDays();
  expect(await countCommandsByDay(db)).toEqual([
    { day: first, count: 1 },
    { day: third, count: 2 },
  ]);
});

test("counted by day for one user, or for a time", async () => {
  const [first, second, third] = await recordThreeDays();
  expect(await countCommandsByDay(db, { userId: stranger })).toEqual([{ day: third, count: 1 }]);
  expect(await countCommandsByDay(db, { since: second })).toEqual([{ day: third, count: 2 }]);
  expect(await countCommandsByDay(db, { until: third })).toEqual([{ day: first, count: 1 }]);
});

test.for([
  [{ userId: "me" }, "userId"],
  [{ since: new Date(Number.NaN) }, "since"],
  [{ until: new Date(Number.NaN) }, "until"],
] as const)("a count for %o is refused and names the field", async ([filter, field]) => {
  await expect(countCommandsByDay(db, filter)).rejects.toMatchObject({
    code: "invalid_input",
    field,
  });
});
