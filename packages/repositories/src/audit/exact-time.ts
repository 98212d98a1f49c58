import { type RawBuilder, sql } from "kysely";

const engineText = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/;

/** A TIMESTAMPTZ column as the text that both engines write of it, since a Date would lose microseconds. */
export function selectTime<Time extends string | null = string>(column: string): RawBuilder<Time> {
  return sql<Time>`cast(${sql.ref(column)} as varchar)`;
}

/** A time's one spelling, to be hashed: `2026-03-01T12:00:00.000000Z`. What is no such time stays as it is. */
export function exactTime(text: string): string {
  const [, day, time, fraction = ""] = engineText.exec(text) ?? [];
  return day === undefined ? text : `${day}T${time}.${fraction.padEnd(6, "0")}Z`;
}

/** The same spelling of a Date. */
export function exactTimeOf(date: Date): string {
  return date.toISOString().replace("Z", "000Z");
}

/** A time as a statement's value; the columns keep its microseconds. */
export function timeValue(exact: string): RawBuilder<Date> {
  return sql<Date>`cast(${exact} as timestamptz)`;
}
