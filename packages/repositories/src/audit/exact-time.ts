import { type RawBuilder, sql } from "kysely";

const engineText = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/;

/** Selects a TIMESTAMPTZ column as the engine's text, since a Date would lose microseconds. */
export function selectTime<Time extends string | null = string>(column: string): RawBuilder<Time> {
  return sql<Time>`cast(${sql.ref(column)} as varchar)`;
}

/** The canonical spelling of an engine's time: `2026-03-01T12:00:00.000000Z`. Other texts are returned unchanged. */
export function exactTime(text: string): string {
  const [, day, time, fraction = ""] = engineText.exec(text) ?? [];
  return day === undefined ? text : `${day}T${time}.${fraction.padEnd(6, "0")}Z`;
}

/** The canonical spelling of a Date. */
export function exactTimeOf(date: Date): string {
  return date.toISOString().replace("Z", "000Z");
}

/** An exact time as a parameter of a statement, with its microseconds. */
export function timeValue(exact: string): RawBuilder<Date> {
  return sql<Date>`cast(${exact} as timestamptz)`;
}
