import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { requireUuid } from "../validate.ts";
import type { TokenHolder } from "./find.ts";
import { isOwn } from "./live.ts";
import { hashToken } from "../token.ts";

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
