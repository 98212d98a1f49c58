import { type Executor, lookUp } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { hashToken } from "../token.ts";
import { requireObject, requireString, requireUuid } from "../validate.ts";
import { findMemberships } from "../approver-groups/memberships.ts";
import {
  type ActionColumns,
  asOf,
  hasExpired,
  type PendingAction,
  toPendingAction,
} from "./action.ts";
import { findRow } from "./find-rows.ts";
import { maySee, membershipsOf } from "./may-decide.ts";
import { requirePerson } from "../person.ts";
import { type Reader, requireReader } from "../reader.ts";

/** A caller with the token of an action. */
export interface TokenHolder {
  /** UUID of the caller. A token works only for the owner. */
  readonly userId: string;
  readonly token: string;
}

/** A caller and the id of an action. */
export interface PendingActionId {
  /** UUID of the caller: the owner, the proposer, or a person who is asked. */
  readonly userId: string;
  /** The action's public id. */
  readonly id: string;
}

/**
 * Finds an action by its public id, for an auditor of any user. An overdue action is `expired` even if the row still says `pending`.
 *
 * @returns undefined if there is no such action, or it is not shown to the caller: only its owner, its proposer and the
 *   people who are asked see it.
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
  if (row === undefined) return undefined;
  const action = toPendingAction(row);
  const now = context.now();
  if (caller === undefined) return asOf(action, now);
  const members = await findMemberships(db, membershipsOf(action, caller));
  return maySee(action, caller, members, now) ? asOf(action, now) : undefined;
}

/**
 * Finds a pending or decided action by its token.
 *
 * @returns undefined if there is no such action, if it expired, or if the caller is not its owner.
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
 * Finds an action of the caller's by its token in its stored state, even if it is overdue.
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
  // Compared here, since DuckDB scans the table for a query with a second condition.
  return row?.user_id === caller ? toPendingAction(row) : undefined;
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
