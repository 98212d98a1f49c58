import { type Executor, fetchPage, type Page, type PageRequest } from "@handsfree/query";
import {
  type CommandStatus,
  commandStatuses,
  type Database,
  type Profile,
  profiles,
} from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { largeContents } from "../large-contents.ts";
import { requireObject, requireOneOf, requireText, requireUuid } from "../validate.ts";
import { type Command, toCommand } from "./command.ts";
import { requirePerson } from "../person.ts";

/**
 * The user's command with this id, with what of its content has not expired.
 *
 * @throws {InvalidInputError} when either is not a UUID.
 */
export async function findCommand(
  db: Executor<Database>,
  key: { userId: string; id: string },
  context: Context = systemContext,
): Promise<Command | undefined> {
  requireCall(db, context);
  const { userId, id } = requireObject("key", key);
  const owner = requirePerson("userId", userId);
  const row = await db
    .selectFrom("commands")
    .selectAll()
    .where("id", "=", requireUuid("id", id))
    .executeTakeFirst();
  // Compared here: with a second filter DuckDB scans the table.
  return row?.user_id === owner ? toCommand(row, context.now()) : undefined;
}

/** Whose commands, which of them, and which page. */
export interface CommandFilter extends PageRequest {
  readonly userId: string;
  readonly profile?: Profile | undefined;
  readonly status?: CommandStatus | undefined;
  readonly intentName?: string | undefined;
  /** Those of one conversation. */
  readonly sessionId?: string | undefined;
  /** Those that led to this action. */
  readonly pendingActionId?: string | undefined;
}

/**
 * The user's commands, newest first, with what of their content has not expired.
 *
 * @throws {InvalidInputError} for a bad user, filter, limit, time or cursor.
 */
export async function listCommands(
  db: Executor<Database>,
  filter: CommandFilter,
  context: Context = systemContext,
): Promise<Page<Command>> {
  requireCall(db, context);
  const { userId, profile, status, intentName, sessionId, pendingActionId, ...request } =
    requireObject("filter", filter);
  let query = db
    .selectFrom("commands")
    .selectAll()
    .where("user_id", "=", requirePerson("userId", userId));
  if (profile !== undefined) {
    query = query.where("profile", "=", requireOneOf("profile", profile, profiles));
  }
  if (status !== undefined) {
    query = query.where("status", "=", requireOneOf("status", status, commandStatuses));
  }
  if (intentName !== undefined) {
    query = query.where("intent_name", "=", requireText("intentName", intentName));
  }
  if (sessionId !== undefined) {
    query = query.where("session_id", "=", requireText("sessionId", sessionId));
  }
  if (pendingActionId !== undefined) {
    const actionId = requireUuid("pendingActionId", pendingActionId);
    query = query.where("pending_action_id", "=", actionId);
  }
  const page = await fetchPage(db, query, "created_at", request, largeContents.commands);
  const now = context.now();
  return { ...page, items: page.items.map((row) => toCommand(row, now)) };
}
