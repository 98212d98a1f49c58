import {
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import { DatabaseError } from "../../errors.ts";

/** The count that means infinity in every TIMESTAMP type. Its negative means minus infinity. */
const infinity = 2n ** 63n - 1n;

/**
 * Converts a TIMESTAMP of any precision, or a TIMESTAMPTZ, to a Date, rounded down to the millisecond.
 * Undefined for any other value.
 *
 * @throws {DatabaseError} `invalid_value` for infinity, and for a time that a Date cannot hold.
 */
export function decodeInstant(value: DuckDBValue): Date | undefined {
  if (value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue) {
    return toDate(value.micros, 1000n);
  }
  if (value instanceof DuckDBTimestampNanosecondsValue) return toDate(value.nanos, 1_000_000n);
  if (value instanceof DuckDBTimestampMillisecondsValue) return toDate(value.millis, 1n);
  if (value instanceof DuckDBTimestampSecondsValue) {
    return isInfinite(value.seconds) ? refuse() : toDate(value.seconds * 1000n, 1n);
  }
  return undefined;
}

function toDate(count: bigint, countPerMillisecond: bigint): Date {
  if (isInfinite(count)) refuse();
  // Rounded down, before 1970 too. A number would not hold the microseconds of the year 9999.
  const rest = count % countPerMillisecond;
  const whole = (rest < 0n ? count - countPerMillisecond : count) / countPerMillisecond;
  const date = new Date(Number(whole));
  return Number.isNaN(date.getTime()) ? refuse() : date;
}

function isInfinite(count: bigint): boolean {
  return count === infinity || count === -infinity;
}

function refuse(): never {
  throw new DatabaseError("invalid_value", "a timestamp lies beyond what a Date can hold");
}
