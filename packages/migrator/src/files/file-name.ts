import type { Engine } from "@handsfree/query";
import { byText } from "../by-text.ts";

const pattern =
  /^(?<version>(?<number>\d{3,15})_[a-z0-9]+(?:_[a-z0-9]+)*)(?:\.(?<engine>duckdb|postgres))?\.sql$/;

/** The parts of a file name. */
export interface FileName {
  readonly version: string;
  readonly number: number;
  readonly engine: Engine | undefined;
}

/** @returns undefined for a name that is not like `001_lower_snake.sql` or `001_lower_snake.duckdb.sql`. */
export function parseFileName(file: string): FileName | undefined {
  const { version, number, engine } = pattern.exec(file)?.groups ?? {};
  if (version === undefined) return undefined;
  return { version, number: Number(number), engine: engine as Engine | undefined };
}

const conventions: readonly (readonly [RegExp, string])[] = [
  [/[.-]up\.sql$/i, "the up file of golang-migrate, sqlx and others"],
  [/[.-]down\.sql$/i, "the down file of golang-migrate, sqlx and others, and there is no down"],
  [/\.do\.sql$/i, "the do file of Postgrator"],
  [/\.(?:undo|rollback)\.sql$/i, "a file that undoes another, and there is no down"],
  [/^u[\d._]+__/i, "an undo file of Flyway, and there is no down"],
  [/^[vb][\d._]+__/i, "a file of Flyway"],
  [/^r__/i, "a repeatable file of Flyway, and each file runs once"],
];

/** Describes what is wrong with a name that `parseFileName` rejects, to be read after the name. */
export function describeBadName(file: string): string {
  const right = "001_lower_snake.sql or 001_lower_snake.duckdb.sql";
  const convention = conventions.find(([names]) => names.test(file))?.[1];
  const better = suggest(file);
  const wayOut = better === undefined ? "" : `; name it ${better}`;
  return `must be named like ${right}${convention === undefined ? "" : `: it is ${convention}`}${wayOut}`;
}

/** The name that was probably meant. Down files have none. */
function suggest(file: string): string | undefined {
  const lower = file.trim().toLowerCase();
  if (/(?:[.-](?:down|undo|rollback)\.sql$)|^u\d/.test(lower)) return undefined;
  const plain = lower.replace(/\.txt$/, "").replace(/\.(?:psql|pgsql)$/, ".sql");
  const [, digits = "", rest = "", engine = ""] =
    /^v?(\d{1,15})(?!\d)(.*?)(?:[.-](?:up|do))?(\.(?:duckdb|postgres))?\.sql$/.exec(plain) ?? [];
  const words = rest.split(/[^a-z0-9]+/).filter((word) => word !== "");
  const name = `${digits.padStart(3, "0")}_${words.join("_")}${engine}.sql`;
  return name === file || parseFileName(name) === undefined ? undefined : name;
}

/** The number at the start of a version or file name; undefined when there is none. */
export function numberOf(version: string): number | undefined {
  const [digits] = /^\d{1,15}(?=_|$)/.exec(version) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** Orders versions or file names by their number, those without one last. */
export function byNumber(a: string, b: string): number {
  const [first, second] = [numberOf(a) ?? Infinity, numberOf(b) ?? Infinity];
  return first === second ? byText(a, b) : first < second ? -1 : 1;
}
