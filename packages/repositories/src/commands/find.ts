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
import { type Command, commandColumns, toCommand } from "./command.ts";
import { type Reader, requireReader } from "../reader.ts";

/**
 * Finds a command of a user, or of any user for an auditor. Expired content is null.
 *
 * @throws {InvalidInputError} for an id that is not a UUID.
 */
export async function findCommand(
  db: Executor<Database>,
  key: Reader & { readonly id: string },
  context: Context = systemContext,
): Promise<Command | undefined> {
  requireCall(db, context);
  const { id } = requireObject("key", key);
  const owner = requireReader(key);
  const row = await db
    .selectFrom("commands")
    .selectAll()
    .where("id", "=", requireUuid("id", id))
    .executeTakeFirst();
  // The owner is compared here, since DuckDB scans the table for a query with a second condition.
  const isShown = row !== undefined && (owner ?? row.user_id) === row.user_id;
  return isShown ? toCommand(row, context.now()) : undefined;
}

/** The reader, the conditions and the page of a list of commands. */
export type CommandFilter = Reader & CommandConditions;

/** The conditions and the page of a list of commands. */
export interface CommandConditions extends PageRequest {
  readonly profile?: Profile | undefined;
  readonly status?: CommandStatus | undefined;
  readonly intentName?: string | undefined;
  /** The id of the conversation. */
  readonly sessionId?: string | undefined;
  /** The action that resulted. */
  readonly pendingActionId?: string | undefined;
}

/**
 * Lists the commands of a user, or of all users for an auditor, newest first. Expired content is null.
 *
 * @throws {InvalidInputError} for an invalid user, filter, limit, time or cursor.
 */
export async function listCommands(
  db: Executor<Database>,
  filter: CommandFilter,
  context: Context = systemContext,
): Promise<Page<Command>> {
  requireCall(db, context);
  const { userId, auditor, profile, status, intentName, sessionId, pendingActionId, ...request } =
    requireObject("filter", filter);
  const owner = requireReader({ userId, auditor } as Reader);
  let query = db.selectFrom("commands").select(commandColumns);
  if (owner !== undefined) query = query.where("user_id", "=", owner);
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
