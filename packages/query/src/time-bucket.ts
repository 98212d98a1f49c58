import { type Expression, type Kysely, type RawBuilder, sql } from "kysely";
import { engineOf } from "./engine.ts";
import { InvalidInputError } from "./errors.ts";

/** The width of a bucket. Days are UTC days; weeks begin on Monday. */
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
 * The time from the Monday at which DuckDB's buckets begin to 1970. That Monday lies before PostgreSQL's first
 * day, so that a division, which rounds towards zero, always rounds down.
 */
const untilEpoch = 2_800_003n * day;

/** The expressions for a bucket in a statement. */
export interface TimeBucket<Time> {
  /** The expression to group by. */
  readonly key: RawBuilder<unknown>;
  /** The start of the bucket, for a query that groups by `key`; null if the time is null. */
  readonly start: RawBuilder<Time>;
}

/**
 * Makes the expressions for the bucket that a time lies in, for statistics:
 *
 * ```ts
 * const { key, start } = timeBucket(db, sql.ref<Date>("created_at"), "day");
 * db.selectFrom("commands")
 *   .select(({ fn }) => [start.as("day"), fn.countAll<number>().as("count")])
 *   .groupBy(key);
 * ```
 *
 * Both engines return the same buckets for the times that both can hold, also before 1970. On DuckDB they use
 * arithmetic on the epoch, which takes a thirtieth of the time of `date_trunc` on a TIMESTAMPTZ.
 *
 * @param db the database or transaction that the query is made with.
 * @param time a TIMESTAMPTZ column or expression.
 * @throws {InvalidInputError} for an unknown width.
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
  // Literals: with parameters neither engine recognizes that the key and the start are the same.
  if (engineOf(db) === "postgres") {
    const start = sql<Time>`date_bin(interval ${sql.lit(`1 ${width}`)}, ${time}, timestamptz ${sql.lit(aMonday)})`;
    return { key: start, start };
  }
  const [from, by] = [sql.raw(String(untilEpoch)), sql.raw(String(length))];
  const key = sql`((epoch_us(${time}) + ${from}) // ${by})`;
  return { key, start: sql<Time>`make_timestamptz(${key} * ${by} - ${from})` };
}

const aMonday = "1970-01-05 00:00:00+00";
