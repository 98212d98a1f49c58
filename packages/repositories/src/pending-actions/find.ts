import type { Executor } from "@handsfree/query";
import type { Database, PendingActionRow } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { hashToken } from "../token.ts";
import { requireObject, requireString, requireUuid } from "../validate.ts";
import { asOf, hasExpired, maySee, type PendingAction, toPendingAction } from "./action.ts";
import { requirePerson } from "../person.ts";

/** Who asks, and with which token. */
export interface TokenHolder {
  /** UUID of the caller. To anybody but the owner and the approvers, no token is of use. */
  readonly userId: string;
  readonly token: string;
}

/** Who asks, and for which action. */
export interface PendingActionId {
  /** UUID of the caller: the owner, or one of the approvers. */
  readonly userId: string;
  /** The action's public id. */
  readonly id: string;
}

/**
 * An action by its public id, with its state; undefined when there is none that the caller owns or may
 * decide. One whose time is over is `expired`, be it on record yet or not.
 *
 * @throws {InvalidInputError} when the user or the id is not a UUID.
 */
export async function findPendingAction(
  db: Executor<Database>,
  key: PendingActionId,
  context: Context = systemContext,
): Promise<PendingAction | undefined> {
  requireCall(db, context);
  const { userId, id } = requireObject("key", key);
  const caller = requirePerson("userId", userId);
  const action = toVisible(await findRow(db, "id", requireUuid("id", id)), caller);
  return action && asOf(action, context.now());
}

/**
 * The action behind a token; undefined when there is none, when the caller neither owns nor may decide it,
 * or when it expired undecided. One that was decided is found with its state.
 *
 * @throws {InvalidInputError} when the user is not a UUID, or the token no text.
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
 * The action behind a token as it is stored, overdue or not.
 *
 * @throws {InvalidInputError} when the user is not a UUID, or the token no text.
 */
export async function findByToken(
  db: Executor<Database>,
  holder: TokenHolder,
): Promise<PendingAction | undefined> {
  const { userId, token } = requireObject("holder", holder);
  const caller = requirePerson("userId", userId);
  // No rule but that: tokens of an adopted database can be any text.
  const hash = hashToken(requireString("token", token));
  const row = (await findRow(db, "token_sha256", hash)) ?? (await findByLaterToken(db, hash));
  return toVisible(row, caller);
}

/** By a token that a repeated proposal was answered with. */
async function findByLaterToken(
  db: Executor<Database>,
  hash: string,
): Promise<PendingActionRow | undefined> {
  const token = await db
    .selectFrom("pending_action_tokens")
    .select("action_id")
    .where("token_sha256", "=", hash)
    .executeTakeFirst();
  return token && findRow(db, "id", token.action_id);
}

async function findRow(
  db: Executor<Database>,
  column: "id" | "token_sha256",
  value: string,
): Promise<PendingActionRow | undefined> {
  return db.selectFrom("pending_actions").selectAll().where(column, "=", value).executeTakeFirst();
}

/** Compared here: with a second filter DuckDB scans the table. */
function toVisible(row: PendingActionRow | undefined, caller: string): PendingAction | undefined {
  if (row === undefined) return undefined;
  const action = toPendingAction(row);
  return maySee(action, caller) ? action : undefined;
}
