import { type Executor, fetchPage, type Page, type PageRequest } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, systemContext } from "../context.ts";
import { requireUuid } from "../validate.ts";
import { hasExpired, type PendingAction, toPendingAction } from "./action.ts";
import { isLive } from "./live.ts";
import { hashToken } from "../token.ts";

/** Who asks, and with which token. */
export interface TokenHolder {
  /** UUID of the caller; only the owner's own token finds anything. */
  readonly userId: string;
  readonly token: string;
}

/**
 * The action behind a token; undefined when there is none, it is someone else's, or it expired
 * undecided. One that was decided is found with its state.
 *
 * @throws {InvalidInputError} when the user is not a UUID.
 */
export async function findPendingActionByToken(
  db: Executor<Database>,
  holder: TokenHolder,
  context: Context = systemContext,
): Promise<PendingAction | undefined> {
  const action = await findOwnAction(db, holder);
  return action && !hasExpired(action, context.now()) ? action : undefined;
}

/** The same whether it has expired or not. */
export async function findOwnAction(
  db: Executor<Database>,
  { userId, token }: TokenHolder,
): Promise<PendingAction | undefined> {
  const owner = requireUuid("userId", userId);
  const row = await db
    .selectFrom("pending_actions")
    .selectAll()
    .where("token_sha256", "=", hashToken(token))
    .executeTakeFirst();
  // Compared here: with a second filter DuckDB scans the table.
  return row?.user_id === owner ? toPendingAction(row) : undefined;
}

/**
 * The newest action that a user can still decide: what a spoken "confirm" means.
 *
 * @throws {InvalidInputError} when the user is not a UUID.
 */
export async function findLatestPendingAction(
  db: Executor<Database>,
  userId: string,
  context: Context = systemContext,
): Promise<PendingAction | undefined> {
  const page = await listPendingActions(db, { userId, limit: 1 }, context);
  return page.items[0];
}

/** Whose actions, and which page of them. */
export interface PendingActionFilter extends PageRequest {
  readonly userId: string;
}

/**
 * The actions that a user can still decide, newest first.
 *
 * @throws {InvalidInputError} for a bad user, limit or cursor.
 */
export async function listPendingActions(
  db: Executor<Database>,
  { userId, ...request }: PendingActionFilter,
  context: Context = systemContext,
): Promise<Page<PendingAction>> {
  const query = db
    .selectFrom("pending_actions")
    .selectAll()
    .where("user_id", "=", requireUuid("userId", userId))
    .where(isLive(context.now()));
  const page = await fetchPage(db, query, "created_at", request);
  return { ...page, items: page.items.map(toPendingAction) };
}
