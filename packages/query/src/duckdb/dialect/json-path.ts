import type { JSONPathLegNode } from "kysely";
import { DatabaseError } from "../../errors.ts";

/** A key that DuckDB does not read as a path or a pointer. */
const plainKey = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/**
 * Splits a path into paths to follow one after the other. DuckDB's JSONPath cannot express the key `*`, which
 * it reads as all members even in quotes, or the empty key. These become JSON pointers.
 *
 * @see https://duckdb.org/docs/stable/data/json/json_functions
 */
export function pathsTo(legs: readonly JSONPathLegNode[]): readonly string[] {
  const paths: string[] = [];
  let path = "$";
  for (const leg of legs) {
    if (!isPointer(leg)) {
      path += legText(leg);
      continue;
    }
    if (path !== "$") paths.push(path);
    paths.push(`/${leg.value}`);
    path = "$";
  }
  return path === "$" && paths.length > 0 ? paths : [...paths, path];
}

/** Makes one JSONPath. @throws {DatabaseError} `invalid_query` for a key that it cannot express. */
export function pathTo(legs: readonly JSONPathLegNode[]): string {
  if (legs.some(isPointer)) {
    throw new DatabaseError(
      "invalid_query",
      'a JSON path of DuckDB cannot have "*" or an empty text as a key; use eb.ref(column, "->$") for it',
    );
  }
  return `$${legs.map(legText).join("")}`;
}

/** A key as the right side of `->`. */
export function keyPath(key: string): string {
  if (plainKey.test(key)) return key;
  return key === "*" || key === "" ? `/${key}` : `$${member(key)}`;
}

function isPointer({ type, value }: JSONPathLegNode): boolean {
  return type === "Member" && (value === "*" || value === "");
}

function legText({ type, value }: JSONPathLegNode): string {
  if (type === "Member") return member(String(value));
  return `[${value === "last" ? "#-1" : value}]`;
}

function member(key: string): string {
  return `."${key.replaceAll(/["\\]/g, "\\$&")}"`;
}
