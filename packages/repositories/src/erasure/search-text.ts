import { engineOf, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type RawBuilder, sql } from "kysely";

/** The condition that a column's text holds one of the needles, which are in lower case. Never null. */
export function holdsAny(column: string, needles: readonly string[]): RawBuilder<boolean> {
  return anyOf(
    needles.map(
      (needle) =>
        sql<boolean>`strpos(lower(coalesce(cast(${sql.ref(column)} as text), '')), ${needle}) > 0`,
    ),
  );
}

/**
 * The same of a column of bytes. They need not be text, so they are searched in a form that each engine has
 * for any bytes, and the needles are put in that form.
 */
export function bytesHoldAny(
  db: Executor<Database>,
  column: string,
  needles: readonly string[],
): RawBuilder<boolean> {
  const onDuckDb = engineOf(db) === "duckdb";
  const bytes = sql.ref(column);
  const text = onDuckDb ? sql`cast(${bytes} as varchar)` : sql`encode(${bytes}, 'escape')`;
  const escape = onDuckDb ? escapeForDuckDb : escapeForPostgres;
  return anyOf(
    needles.map(
      (needle) => sql<boolean>`strpos(lower(coalesce(${text}, '')), ${escape(needle)}) > 0`,
    ),
  );
}

export function anyOf(conditions: readonly RawBuilder<boolean>[]): RawBuilder<boolean> {
  if (conditions.length === 0) return sql<boolean>`false`;
  return sql<boolean>`(${sql.join(conditions, sql` or `)})`;
}

/** A BLOB as VARCHAR: `\x` and two digits for all but printable ASCII, and for quotes and backslashes. */
function escapeForDuckDb(needle: string): string {
  return escapeBytes(needle, (byte) => {
    const plain = byte >= 0x20 && byte <= 0x7e && !`\\'"`.includes(String.fromCharCode(byte));
    return plain ? undefined : String.raw`\x${byte.toString(16).padStart(2, "0")}`;
  });
}

/** `encode(…, 'escape')`: a backslash and three octal digits for zero and what is beyond ASCII. */
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
