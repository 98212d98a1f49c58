import { type Engine, engineOf, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type RawBuilder, sql } from "kysely";
import type { Traces } from "./mentions.ts";

/** The condition that a column's text contains one of the needles, which are in lower case. Never null. */
export function holdsAny(column: string, needles: readonly string[]): RawBuilder<boolean> {
  return anyOf(needles.map((needle) => holds(lowerText(column), needle)));
}

/**
 * The condition that a column's text may name a person: it contains a needle, or an escape that can stand for a letter
 * of one. `Mentions.isIn` decides. Never null.
 */
export function canName(
  db: Executor<Database>,
  column: string,
  { needles, escapes }: Traces,
): RawBuilder<boolean> {
  const text = lowerText(column);
  return anyOf([holdsAny(column, needles), holdsOneOf(engineOf(db), text, escapes)]);
}

/**
 * The same condition for a column of bytes. They need not be text, so each engine searches them in its own text form of
 * bytes, and the needles are converted to that form.
 */
export function bytesCanName(
  db: Executor<Database>,
  column: string,
  { needles, escapes }: Traces,
): RawBuilder<boolean> {
  const engine = engineOf(db);
  const onDuckDb = engine === "duckdb";
  const bytes = sql.ref(column);
  const shown = onDuckDb ? sql`cast(${bytes} as varchar)` : sql`encode(${bytes}, 'escape')`;
  const text = sql<string>`lower(coalesce(${shown}, ''))`;
  const form = onDuckDb ? escapeForDuckDb : escapeForPostgres;
  return anyOf([
    ...needles.map((needle) => holds(text, form(needle))),
    holdsOneOf(engine, text, escapes.map(form)),
  ]);
}

export function anyOf(conditions: readonly RawBuilder<boolean>[]): RawBuilder<boolean> {
  if (conditions.length === 0) return sql<boolean>`false`;
  return sql<boolean>`(${sql.join(conditions, sql` or `)})`;
}

function lowerText(column: string): RawBuilder<string> {
  return sql<string>`lower(coalesce(cast(${sql.ref(column)} as text), ''))`;
}

function holds(text: RawBuilder<string>, needle: string): RawBuilder<boolean> {
  return sql<boolean>`strpos(${text}, ${needle}) > 0`;
}

/** One pattern for all needles, since each search reads the whole text. */
function holdsOneOf(
  engine: Engine,
  text: RawBuilder<string>,
  parts: readonly string[],
): RawBuilder<boolean> {
  const pattern = parts
    .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`))
    .join("|");
  return engine === "duckdb"
    ? sql<boolean>`regexp_matches(${text}, ${pattern})`
    : sql<boolean>`${text} ~ ${pattern}`;
}

/**
 * DuckDB's cast of BLOB to VARCHAR: `\x` and two digits, except for printable ASCII other than quotes and backslashes.
 */
function escapeForDuckDb(needle: string): string {
  return escapeBytes(needle, (byte) => {
    const plain = byte >= 0x20 && byte <= 0x7e && !`\\'"`.includes(String.fromCharCode(byte));
    return plain ? undefined : String.raw`\x${byte.toString(16).padStart(2, "0")}`;
  });
}

/** PostgreSQL's `encode(…, 'escape')`: a backslash and three octal digits for zero and bytes beyond ASCII. */
function escapeForPostgres(needle: string): string {
  return escapeBytes(needle, (byte) => {
    if (byte === 0x5c) return String.raw`\\`;
    return byte === 0 || byte > 0x7f ? `\\${byte.toString(8).padStart(3, "0")}` : undefined;
  });
}

function escapeBytes(needle: string, escape: (byte: number) => string | undefined): string {
  return Array.from(Buffer.from(needle), (byte) => escape(byte) ?? String.fromCharCode(byte)).join(
    "",
  );
}
