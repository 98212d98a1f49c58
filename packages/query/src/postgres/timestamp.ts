import { DatabaseError } from "../errors.ts";

const isoText =
  /^(\d{4,6})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?(?:([+-])(\d\d)(?::(\d\d))?(?::(\d\d))?)?( BC)?$/;

/**
 * Converts PostgreSQL's ISO text of a TIMESTAMPTZ, or of a TIMESTAMP, read as UTC, to a Date, rounded down to
 * its millisecond.
 *
 * @throws {DatabaseError} `invalid_value` for infinity, and for a time that a Date cannot hold.
 */
export function readTimestamp(text: string): Date {
  const [, year, month, day, hour, minute, second, fraction = "", sign, ...rest] =
    isoText.exec(text) ?? [];
  if (year === undefined) throw beyondDate();
  const [offsetHour, offsetMinute, offsetSecond, era] = rest;
  // The fraction counts up from the whole second, also before 1970, so dropping digits rounds down.
  const milliseconds = Number(fraction.padEnd(3, "0").slice(0, 3));
  const date = new Date(0);
  date.setUTCFullYear(era ? 1 - Number(year) : Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute), Number(second), milliseconds);
  const offset =
    (Number(offsetHour ?? 0) * 60 + Number(offsetMinute ?? 0)) * 60 + Number(offsetSecond ?? 0);
  const result = new Date(date.getTime() - (sign === "-" ? -offset : offset) * 1000);
  if (Number.isNaN(result.getTime())) throw beyondDate();
  return result;
}

/** Writes a Date as text that PostgreSQL reads as the same instant in every year and time zone. */
export function writeTimestamp(date: Date): string {
  const year = date.getUTCFullYear();
  const [, monthToMilliseconds] = /-(\d\d-\d\dT[\d:.]+)Z$/.exec(date.toISOString()) ?? [];
  const written = String(year > 0 ? year : 1 - year).padStart(4, "0");
  return `${written}-${monthToMilliseconds?.replace("T", " ")}+00${year > 0 ? "" : " BC"}`;
}

function beyondDate(): DatabaseError {
  return new DatabaseError("invalid_value", "a timestamp lies beyond what a Date can hold");
}
