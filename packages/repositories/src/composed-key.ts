/** As in RFC 6901, so that the first slash after it ends it, in a key that is made of several texts. */
export function escapeSlashes(text: string): string {
  return text.replaceAll("~", "~0").replaceAll("/", "~1");
}

/**
 * How a user's key is unique for an operation: one text, since DuckDB's index serves no look-up by several
 * columns. Migration 008 does the same in SQL.
 */
export function ownedKey(userId: string, actionType: string, key: string): string {
  return `${userId}/${escapeSlashes(actionType)}/${key}`;
}
