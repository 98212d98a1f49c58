import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { requireObject, requireText, requireUuid } from "../validate.ts";
import { runStarted } from "./key-holder.ts";
import { type ActionLog, toActionLog } from "./log.ts";
import { ownedKey } from "../composed-key.ts";
import { type Reader, requireReader } from "../reader.ts";

/**
 * Finds an action log of a user by its id, or one of any user for an auditor.
 *
 * @throws {InvalidInputError} for an id that is not a UUID.
 */
export async function findActionLog(
  db: Executor<Database>,
  key: Reader & { readonly id: string },
): Promise<ActionLog | undefined> {
  requireCall(db);
  const { id } = requireObject("key", key);
  const owner = requireReader(key, requireUuid);
  const row = await db
    .selectFrom("action_logs")
    .selectAll()
    .where("id", "=", requireUuid("id", id))
    .executeTakeFirst();
  // The owner is compared here, since DuckDB scans the table for a query with a second condition.
  return row && (owner ?? row.user_id) === row.user_id ? toActionLog(row) : undefined;
}

/**
 * Finds a user's action log of a type by its idempotency key.
 *
 * @returns undefined if there is none, the key has expired, or a run with the key has not ended (`findActionRun`).
 * @throws {InvalidInputError} for a user that is not a UUID, or an empty type or key.
 */
export async function findActionLogByKey(
  db: Executor<Database>,
  holder: { userId: string; actionType: string; key: string },
  context: Context = systemContext,
): Promise<ActionLog | undefined> {
  requireCall(db, context);
  const { userId, actionType, key } = requireObject("holder", holder);
  const owned = ownedKey(
    requireUuid("userId", userId),
    requireText("actionType", actionType),
    requireText("key", key),
  );
  const row = await db
    .selectFrom("action_logs")
    .selectAll()
    .where("owned_key", "=", owned)
    .executeTakeFirst();
  if (row === undefined || row.action_type === runStarted) return undefined;
  const expired = row.key_expires_at !== null && row.key_expires_at <= context.now();
  return expired ? undefined : toActionLog(row);
}
