import type { Engine } from "@handsfree/query";

const pattern =
  /^(?<version>(?<number>\d{3,15})_[a-z0-9]+(?:_[a-z0-9]+)*)(?:\.(?<engine>duckdb|postgres))?\.sql$/;

/** What a file's name says. */
export interface FileName {
  readonly version: string;
  readonly number: number;
  readonly engine: Engine | undefined;
}

/** Undefined for a name that is not like `001_lower_snake.sql` or `001_lower_snake.duckdb.sql`. */
export function parseFileName(file: string): FileName | undefined {
  const { version, number, engine } = pattern.exec(file)?.groups ?? {};
  if (version === undefined) return undefined;
  return { version, number: Number(number), engine: engine as Engine | undefined };
}

/** The number that a version of the history begins with; undefined for one of another form. */
export function numberOf(version: string): number | undefined {
  const [digits] = /^\d{1,15}(?=_|$)/.exec(version) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
