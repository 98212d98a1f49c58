/** Escapes as in RFC 6901, so that a slash separates the texts of a composed key. */
export function escapeSlashes(text: string): string {
  return text.replaceAll("~", "~0").replaceAll("/", "~1");
}

/**
 * The unique key of a user's idempotency key for an operation: one text, because DuckDB's index serves no look-up by
 * several columns. Migration 008 computes it in SQL.
 */
export function ownedKey(userId: string, actionType: string, key: string): string {
  return `${userId}/${escapeSlashes(actionType)}/${key}`;
}
