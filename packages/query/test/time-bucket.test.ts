import fc from "fast-check";
import { type Kysely, sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type BucketWidth, timeBucket } from "../src/index.ts";
import { openEmptyDatabase } from "./empty-database.ts";

interface Tables {
  events: { seen_at: Date | null };
}

let db: Kysely<Tables>;
beforeAll(async () => {
  db = await openEmptyDatabase<Tables>();
  await sql`create table events (seen_at timestamptz)`.execute(db);
});
beforeEach(() => sql`truncate events`.execute(db));
afterAll(() => db.destroy());

const insert = (times: readonly string[]) =>
  sql`insert into events values ${sql.join(
    times.map((time) => sql`(cast(${time} as timestamptz))`),
  )}`.execute(db);

async function countBy(width: BucketWidth): Promise<Map<string | null, number>> {
  const { key, start } = timeBucket(db, sql.ref<Date | null>("seen_at"), width);
  const rows = await db
    .selectFrom("events")
    .select(({ fn }) => [start.as("start"), fn.countAll<number>().as("count")])
    .groupBy(key)
    .orderBy("start")
    .execute();
  return new Map(rows.map((row) => [row.start && row.start.toISOString(), row.count]));
}

const lengths: Record<BucketWidth, number> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 7 * 86_400_000,
};
const widths = Object.keys(lengths) as BucketWidth[];

/** To the microsecond on either side of where one bucket ends and the next begins. */
test.for([
  ["minute", "2026-03-01T12:34:00.000Z", "2026-03-01T12:35:00.000Z"],
  ["hour", "2026-03-01T12:00:00.000Z", "2026-03-01T13:00:00.000Z"],
  ["day", "2024-02-29T00:00:00.000Z", "2024-03-01T00:00:00.000Z"],
  ["week", "2026-02-23T00:00:00.000Z", "2026-03-02T00:00:00.000Z"],
  ["minute", "1969-12-31T23:59:00.000Z", "1970-01-01T00:00:00.000Z"],
  ["hour", "1969-12-31T23:00:00.000Z", "1970-01-01T00:00:00.000Z"],
  ["day", "1969-12-31T00:00:00.000Z", "1970-01-01T00:00:00.000Z"],
  ["week", "1969-12-29T00:00:00.000Z", "1970-01-05T00:00:00.000Z"],
  ["day", "0001-01-01T00:00:00.000Z", "0001-01-02T00:00:00.000Z"],
] as const)("a %s from %s ends before %s", async ([width, from, to]) => {
  const last = new Date(Date.parse(to) - 1).toISOString().replace("Z", "999Z");
  await insert([from, from, last, to]);
  expect(await countBy(width)).toEqual(
    new Map([
      [from, 3],
      [to, 1],
    ]),
  );
});

test("a day is one of UTC, whatever zone a time was written in", async () => {
  await insert(["2026-03-01 23:30:00-05", "2026-03-02 04:30:00+00"]);
  expect(await countBy("day")).toEqual(new Map([["2026-03-02T00:00:00.000Z", 2]]));
});

test("a time that is null is in no bucket", async () => {
  await sql`insert into events values (null)`.execute(db);
  expect(await countBy("week")).toEqual(new Map([[null, 1]]));
});

test.for(widths)("%s buckets are what arithmetic on the epoch says", async (width) => {
  const length = lengths[width];
  const monday = Date.UTC(1970, 0, 5);
  const time = fc.date({
    min: new Date("0001-01-01T00:00:00Z"),
    max: new Date("9999-12-31T23:59:59Z"),
    noInvalidDate: true,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(time, { minLength: 1, maxLength: 50 }), async (times) => {
      await sql`truncate events`.execute(db);
      await insert(times.map((at) => at.toISOString()));
      const expected = new Map<string, number>();
      for (const at of times) {
        const start = monday + Math.floor((at.getTime() - monday) / length) * length;
        const written = new Date(start).toISOString();
        expected.set(written, (expected.get(written) ?? 0) + 1);
      }
      expect(await countBy(width)).toEqual(expected);
    }),
    { numRuns: 30 },
  );
});

test("a width that is none is refused", () => {
  expect(() => timeBucket(db, sql.ref<Date>("seen_at"), "month" as BucketWidth)).toThrow(
    expect.objectContaining({ code: "invalid_input", field: "width" }),
  );
});
