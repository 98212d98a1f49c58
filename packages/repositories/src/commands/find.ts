import { type Executor, fetchPage, type Page, type PageRequest } from "@handsfree/query";
import type { CommandStatus, Database, Profile } from "@handsfree/schema";
import { requireUuid } from "../validate.ts";
import { type Command, toCommand } from "./command.ts";

/**
 * The user's command with this id.
 *
 * @throws {InvalidInputError} when either is not a UUID.
 */
export async function findCommand(
  db: Executor<Database>,
  { userId, id }: { userId: string; id: string },
): Promise<Command | undefined> {
  const owner = requireUuid("userId", userId);
  const row = await db
    .selectFrom("commands")
    .selectAll()
    .where("id", "=", requireUuid("id", id))
    .executeTakeFirst();
  // Compared here: with a second filter DuckDB scans the table.
  return row?.user_id === owner ? toCommand(row) : undefined;
}

/** Whose commands, which of them, and which page. */
export interface CommandFilter extends PageRequest {
  readonly userId: string;
  readonly profile?: Profile | undefined;
  readonly status?: CommandStatus | undefined;
  readonly intentName?: string | undefined;
}

/**
 * The user's commands, newest first.
 *
 * @throws {InvalidInputError} for a bad user, limit or cursor.
 */
export async function listCommands(
  db: Executor<Database>,
  { userId, profile, status, intentName, ...request }: CommandFilter,
): Promise<Page<Command>> {
  let query = db
    .selectFrom("commands")
    .selectAll()
    .where("user_id", "=", requireUuid("userId", userId));
  if (profile !== undefined) query = query.where("profile", "=", profile);
  if (status !== undefined) query = query.where("status", "=", status);
  if (intentName !== undefined) query = query.where("intent_name", "=", intentName);
  const page = await fetchPage(db, query, "created_at", request);
  return { ...page, items: page.items.map(toCommand) };
}
