import { escapeSlashes } from "../escape-slashes.ts";

/**
 * How a user's key is unique for an operation: one text, since DuckDB's index serves no look-up by several
 * columns. Migration 008 does the same in SQL.
 */
export function ownedKey(userId: string, actionType: string, key: string): string {
  return `${userId}/${escapeSlashes(actionType)}/${key}`;
}
