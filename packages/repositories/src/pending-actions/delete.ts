import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, systemContext } from "../context.ts";
import { requireUuid } from "../validate.ts";
import type { TokenHolder } from "./find.ts";
import { isOwn } from "./live.ts";
import { hashToken } from "./token.ts";

/**
 * Deletes an action, whatever its state. What was confirmed stays in the action logs.
 *
 * @returns whether there was one that the caller owns.
 * @throws {InvalidInputError} when the user is not a UUID.
 */
export async function deletePendingAction(
  db: Executor<Database>,
  { userId, token }: TokenHolder,
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom("pending_actions")
    .where("token_sha256", "=", hashToken(token))
    .where(isOwn(requireUuid("userId", userId)))
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/**
 * Deletes every user's actions that expired undecided; decided ones stay.
 *
 * @returns how many went.
 */
export async function deleteExpiredPendingActions(
  db: Executor<Database>,
  context: Context = systemContext,
): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom("pending_actions")
    .where("state", "=", "pending")
    .where("expires_at", "<=", context.now())
    .executeTakeFirstOrThrow();
  return Number(numDeletedRows);
}
