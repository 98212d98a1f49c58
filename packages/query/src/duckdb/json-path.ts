import type { JSONPathLegNode } from "kysely";
import { DatabaseError } from "../errors.ts";

/** A key that DuckDB takes as it is, without a look for a path or a pointer in it. */
const plainKey = /^[\p{L}_][\p{L}\p{N}_]*$/u;

/**
 * The paths to follow one after the other. A JSONPath can say any key but `*`, which it reads as all
 * members even in quotes, and the empty one; those are JSON pointers of their own.
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

/** All of it as one JSONPath. @throws {DatabaseError} `invalid_query` for a key that it cannot say. */
export function pathTo(legs: readonly JSONPathLegNode[]): string {
  if (legs.some(isPointer)) {
    throw new DatabaseError(
      "invalid_query",
      'a JSON path of DuckDB cannot have "*" or an empty text as a key; use eb.ref(column, "->$") for it',
    );
  }
  return `$${legs.map(legText).join("")}`;
}

/** One key, as the right side of `->`. */
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
