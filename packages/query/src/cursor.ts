import { InvalidInputError } from "./errors.ts";

/** The end of a page: the last row's time, to the microsecond, and its id. */
export interface Position {
  /** The engine's text of a TIMESTAMPTZ in UTC. A Date would lose microseconds, and then rows. */
  readonly time: string;
  readonly id: string;
}

const timePattern = /^\d{4,6}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,6})?\+00$/;
const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The order of a list by time: the newest first, or the oldest. */
export type PageOrder = "desc" | "asc";

/** Where a page starts, and on which side of the position. */
export interface Cursor {
  readonly position: Position;
  readonly order: PageOrder;
  /** `next` is the page after the position in the order of the list, `prev` the page before it. */
  readonly side: "next" | "prev";
}

/** The default order needs no word, so cursors of earlier releases go on working. */
export function encodeCursor({ position: { time, id }, order, side }: Cursor): string {
  const words = order === "desc" && side === "next" ? "" : `/${order}/${side}`;
  return Buffer.from(`${time}/${id}${words}`).toString("base64url");
}

/** @throws {InvalidInputError} unless `encodeCursor` made the text. */
export function decodeCursor(text: string): Cursor {
  const decoded = Buffer.from(typeof text === "string" ? text : "", "base64url").toString();
  const [time, id, order = "desc", side = "next"] = decoded.split("/");
  if (
    time === undefined ||
    id === undefined ||
    !timePattern.test(time) ||
    !isOnCalendar(time) ||
    !uuidPattern.test(id) ||
    (order !== "desc" && order !== "asc") ||
    (side !== "next" && side !== "prev") ||
    encodeCursor({ position: { time, id }, order, side }) !== text
  ) {
    throw new InvalidInputError(
      "cursor",
      "is not one that a list returned; pass the last page's cursor unchanged, or none to start over",
    );
  }
  return { position: { time, id }, order, side };
}

/** The time of a position in milliseconds since 1970, rounded down. NaN in years beyond 9999. */
export function millisecondsOf(time: string): number {
  return Date.parse(time.replace(" ", "T").replace(/\+00$/, "Z"));
}

/** The first millisecond after a position's time. */
export function nextMillisecond(time: string): Date {
  return new Date(millisecondsOf(time) + 1);
}

/** Microseconds since 1970; a bigint where a number is not exact. */
export type Microseconds = number | bigint;

export function toMicroseconds(count: number | string): Microseconds {
  const number = Number(count);
  return Number.isSafeInteger(number) ? number : BigInt(count);
}

/** The time rounded down to its millisecond. Undefined outside of the range of Date. */
export function toDate(time: Microseconds): Date | undefined {
  const date = new Date(wholeMilliseconds(time));
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** The text of a TIMESTAMPTZ in UTC, as the engines write it in the years from 0 to 9999. */
export function timeText(time: Microseconds): string {
  const milliseconds = wholeMilliseconds(time);
  const [day, clock] = new Date(milliseconds).toISOString().split("T") as [string, string];
  const rest = BigInt(time) - BigInt(milliseconds) * 1000n;
  const fraction = `${clock.slice(9, 12)}${String(rest).padStart(3, "0")}`.replace(/0+$/, "");
  return `${day} ${clock.slice(0, 8)}${fraction && `.${fraction}`}+00`;
}

function wholeMilliseconds(time: Microseconds): number {
  if (typeof time === "number") return Math.floor(time / 1000);
  const rest = ((time % 1000n) + 1000n) % 1000n;
  return Number((time - rest) / 1000n);
}

/** `Date.parse` accepts February 31; the engine does not. */
function isOnCalendar(time: string): boolean {
  const milliseconds = millisecondsOf(time);
  return (
    !Number.isNaN(milliseconds) &&
    new Date(milliseconds).toISOString().startsWith(time.slice(0, 10))
  );
}
