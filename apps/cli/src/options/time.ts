import { InvalidInputError } from "@handsfree/query";

const rfc3339 = /^(\d{4}-\d\d-\d\d)T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

/**
 * @returns the parser of an option that takes an RFC 3339 time, which it rounds down to the millisecond.
 */
export function timeFor(field: string): (text: string) => Date {
  return (text) => {
    const [, day] = rfc3339.exec(text) ?? [];
    const time = new Date(text.toUpperCase());
    if (day === undefined || Number.isNaN(time.getTime()) || !isOnCalendar(day)) {
      throw new InvalidInputError(
        field,
        "is not an RFC 3339 time with an offset; give one like 2026-03-01T12:00:00Z or 2026-03-01T13:00:00+01:00",
      );
    }
    return time;
  };
}

/** JavaScript reads February 30 as March 2. */
function isOnCalendar(day: string): boolean {
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}
