import { type Expression, type Kysely, type RawBuilder, sql } from "kysely";
import { engineOf } from "./engine.ts";
import { InvalidInputError } from "./errors.ts";

/** How long the buckets are that times are put in. Days are those of UTC; weeks begin on Monday. */
export type BucketWidth = "minute" | "hour" | "day" | "week";

const second = 1_000_000n;
const day = 86_400n * second;
const microseconds: ReadonlyMap<BucketWidth, bigint> = new Map([
  ["minute", 60n * second],
  ["hour", 3600n * second],
  ["day", day],
  ["week", 7n * day],
]);

/**
 * From the Monday that DuckDB's buckets are counted from to 1970. It lies before PostgreSQL's first day,
 * so that a division, which rounds towards zero, always rounds down.
 */
const untilEpoch = 2_800_003n * day;

/** A bucket as a statement groups by it, and as it shows it. */
export interface TimeBucket<Time> {
  /** What to group by. */
  readonly key: RawBuilder<unknown>;
  /** When the bucket begins, for what is grouped by the key; null where the time is. */
  readonly start: RawBuilder<Time>;
}

/**
 * The bucket of minutes, hours, days or weeks that a time lies in, for statistics:
 *
 * ```ts
 * const { key, start } = timeBucket(db, sql.ref<Date>("created_at"), "day");
 * db.selectFrom("commands")
 *   .select(({ fn }) => [start.as("day"), fn.countAll<number>().as("count")])
 *   .groupBy(key);
 * ```
 *
 * Both engines give the same buckets for the times that both can hold, before 1970 too. On DuckDB it is
 * arithmetic on the epoch, which takes a thirtieth of the time of `date_trunc` on a TIMESTAMPTZ.
 *
 * @param db what the query is made with.
 * @param time a TIMESTAMPTZ column or expression.
 * @throws {InvalidInputError} for a width that is none.
 */
export function timeBucket<DB, Time extends Date | null>(
  db: Kysely<DB>,
  time: Expression<Time>,
  width: BucketWidth,
): TimeBucket<Time> {
  const length = microseconds.get(width);
  if (length === undefined) {
    const known = [...microseconds.keys()].join(", ");
    throw new InvalidInputError("width", `is not known; give one of ${known}`);
  }
  // As literals: with parameters neither engine can tell that the key and the start are the same.
  if (engineOf(db) === "postgres") {
    const start = sql<Time>`date_bin(interval ${sql.lit(`1 ${width}`)}, ${time}, timestamptz ${sql.lit(aMonday)})`;
    return { key: start, start };
  }
  const [from, by] = [sql.raw(String(untilEpoch)), sql.raw(String(length))];
  const key = sql`((epoch_us(${time}) + ${from}) // ${by})`;
  return { key, start: sql<Time>`make_timestamptz(${key} * ${by} - ${from})` };
}

const aMonday = "1970-01-05 00:00:00+00";
