import { type Executor, lookUp } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { hashToken } from "../token.ts";
import { requireObject, requireString, requireUuid } from "../validate.ts";
import { isOneOf } from "../one-of.ts";
import {
  type ActionColumns,
  actionColumns,
  asOf,
  hasExpired,
  maySee,
  type PendingAction,
  toPendingAction,
} from "./action.ts";
import { requirePerson } from "../person.ts";
import { type Reader, requireReader } from "../reader.ts";

/** A caller with the token of an action. */
export interface TokenHolder {
  /** UUID of the caller. A token works only for the owner and the approvers. */
  readonly userId: string;
  readonly token: string;
}

/** A caller and the id of an action. */
export interface PendingActionId {
  /** UUID of the caller: the owner, or one of the approvers. */
  readonly userId: string;
  /** The action's public id. */
  readonly id: string;
}

/**
 * Finds an action by its public id, for an auditor of any user. An overdue action is `expired` even if the row still says `pending`.
 *
 * @returns undefined if there is no such action, or the caller is neither its owner nor an approver.
 * @throws {InvalidInputError} for an id that is not a UUID.
 */
export async function findPendingAction(
  db: Executor<Database>,
  key: Reader & Pick<PendingActionId, "id">,
  context: Context = systemContext,
): Promise<PendingAction | undefined> {
  requireCall(db, context);
  const { id } = requireObject("key", key);
  const caller = requireReader(key);
  const row = await findRow(db, "id", requireUuid("id", id));
  const action = caller === undefined ? row && toPendingAction(row) : toVisible(row, caller);
  return action && asOf(action, context.now());
}

/**
 * Finds a pending or decided action by its token.
 *
 * @returns undefined if there is no such action, if it expired, or if the caller is neither its owner nor an approver.
 * @throws {InvalidInputError} for a user that is not a UUID, or a token that is not a string.
 */
export async function findPendingActionByToken(
  db: Executor<Database>,
  holder: TokenHolder,
  context: Context = systemContext,
): Promise<PendingAction | undefined> {
  requireCall(db, context);
  const action = await findByToken(db, holder);
  if (action === undefined || action.state === "expired") return undefined;
  return hasExpired(action, context.now()) ? undefined : action;
}

/**
 * Finds an action by its token in its stored state, even if it is overdue.
 *
 * @throws {InvalidInputError} for a user that is not a UUID, or a token that is not a string.
 */
export async function findByToken(
  db: Executor<Database>,
  holder: TokenHolder,
): Promise<PendingAction | undefined> {
  const { userId, token } = requireObject("holder", holder);
  const caller = requirePerson("userId", userId);
  // Any string, since the tokens of an adopted database have no fixed form.
  const hash = hashToken(requireString("token", token));
  const row = (await findRow(db, "token_sha256", hash)) ?? (await findByLaterToken(db, hash));
  return toVisible(row, caller);
}

/**
 * Finds the rows of tokens by their hashes, among them tokens that a repeated proposal returned.
 *
 * @returns the rows by the hashes of their tokens.
 */
export async function findByTokenHashes(
  db: Executor<Database>,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, ActionColumns>> {
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
  const rows = await db
    .selectFrom("pending_actions")
    .select(actionColumns)
    .where(
      isOneOf(
        "id",
        "uuid",
        later.map((token) => token.action_id),
      ),
    )
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  for (const { token_sha256: hash, action_id: id } of later) {
    const row = byId.get(id);
    if (row !== undefined) found.set(hash, row);
  }
  return found;
}

const tokenColumns = ["action_id"] as const;

/** Finds an action by a token that a repeated proposal returned. */
async function findByLaterToken(
  db: Executor<Database>,
  hash: string,
): Promise<ActionColumns | undefined> {
  const key = { column: "token_sha256", value: hash } as const;
  const token = await lookUp(db, "pending_action_tokens", tokenColumns, key);
  return token && findRow(db, "id", token.action_id);
}

function findRow(
  db: Executor<Database>,
  column: "id" | "token_sha256",
  value: string,
): Promise<ActionColumns | undefined> {
  return lookUp(db, "pending_actions", actionColumns, { column, value });
}

/** Visibility is checked here, since DuckDB scans the table for a query with a second condition. */
function toVisible(row: ActionColumns | undefined, caller: string): PendingAction | undefined {
  if (row === undefined) return undefined;
  const action = toPendingAction(row);
  return maySee(action, caller) ? action : undefined;
}
