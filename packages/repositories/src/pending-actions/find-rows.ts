import { type Executor, lookUp } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { isOneOf } from "../one-of.ts";
import { type ActionColumns, actionColumns } from "./action.ts";

/**
 * Finds the rows of tokens by their hashes, among them tokens that a repeated proposal returned.
 *
 * @returns the rows by the hashes of their tokens.
 */
export async function findByTokenHashes(
  db: Executor<Database>,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, ActionColumns>> {
  if (hashes.length === 0) return new Map();
  const first = await db
    .selectFrom("pending_actions")
    .select([...actionColumns, "token_sha256"])
    .where(isOneOf("token_sha256", "text", hashes))
    .execute();
  const found = new Map<string, ActionColumns>(first.map((row) => [row.token_sha256, row]));
  const others = hashes.filter((hash) => !found.has(hash));
  if (others.length === 0) return found;

  const later = await db
    .selectFrom("pending_action_tokens")
    .select(["token_sha256", "action_id"])
    .where(isOneOf("token_sha256", "text", others))
    .execute();
  if (later.length === 0) return found;
  const ids = later.map((token) => token.action_id);
  const byId = await findByIds(db, ids);
  for (const { token_sha256: hash, action_id: id } of later) {
    const row = byId.get(id);
    if (row !== undefined) found.set(hash, row);
  }
  return found;
}

/** Finds the rows of actions by their ids. */
export async function findByIds(
  db: Executor<Database>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ActionColumns>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("pending_actions")
    .select(actionColumns)
    .where(isOneOf("id", "uuid", ids))
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** Finds the row of one action. Look-ups that wait at the same time share a statement. */
export function findRow(
  db: Executor<Database>,
  column: "id" | "token_sha256",
  value: string,
): Promise<ActionColumns | undefined> {
  return lookUp(db, "pending_actions", actionColumns, { column, value });
}
