import { changeAndRecord, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { insertActionLog } from "../action-logs/record.ts";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { type Actor, optionalActor } from "../identity/actor.ts";
import { allInOneCase } from "../one-case.ts";
import { requireObject, requireUuid } from "../validate.ts";
import type { Command } from "./command.ts";
import { findCommand } from "./find.ts";
import { requirePerson } from "../person.ts";

/** A user's command, and the pending action that resulted from it. */
export interface CommandLink extends Actor {
  readonly userId: string;
  readonly commandId: string;
  readonly pendingActionId: string;
}

/**
 * The outcome of a link:
 *
 * - `linked`: this call linked them.
 * - `already_linked`: they were linked before.
 * - `linked_elsewhere`: the command has another action, which stays.
 * - `command_not_found`, `action_not_found`: it does not exist, or belongs to another user.
 */
export type LinkedCommand =
  | {
      readonly outcome: "linked" | "already_linked" | "linked_elsewhere";
      readonly command: Command;
    }
  | { readonly outcome: "command_not_found" | "action_not_found" };

/**
 * Links a command to the pending action that resulted from it, if `recordCommand` did not know the action yet, and
 * records that in the same transaction. A link is never replaced: of concurrent callers one wins.
 *
 * @throws {InvalidInputError} for an id that is not a UUID.
 */
export async function linkCommandToAction(
  db: Executor<Database>,
  link: CommandLink,
  context: Context = systemContext,
): Promise<LinkedCommand> {
  requireCall(db, context);
  const { userId, commandId, pendingActionId } = requireObject("link", link);
  const owner = requirePerson("userId", userId);
  const id = requireUuid("commandId", commandId);
  const actionId = requireUuid("pendingActionId", pendingActionId);
  const by = optionalActor(link);
  const command = await findCommand(db, { userId: owner, id }, context);
  if (command === undefined) return { outcome: "command_not_found" };
  if (command.pendingActionId !== null) return compareLink(command, actionId);
  if (!(await ownsAction(db, { userId: owner, actionId }))) return { outcome: "action_not_found" };
  const change = db
    .updateTable("commands")
    .set({ pending_action_id: actionId })
    .where("id", "=", id)
    .where((row) =>
      allInOneCase([row("user_id", "=", owner), row("pending_action_id", "is", null)]),
    );
  const log = {
    userId: owner,
    actionType: "command.linked",
    target: id,
    ok: true,
    result: { by, pending_action_id: actionId },
  } as const;
  const record = insertActionLog(db, log, atOneInstant(context));
  if (await changeAndRecord(db, change, [record])) {
    return { outcome: "linked", command: { ...command, pendingActionId: actionId } };
  }
  const now = await findCommand(db, { userId: owner, id }, context);
  return now === undefined ? { outcome: "command_not_found" } : compareLink(now, actionId);
}

function compareLink(command: Command, actionId: string): LinkedCommand {
  const isSame = command.pendingActionId === actionId;
  return { outcome: isSame ? "already_linked" : "linked_elsewhere", command };
}

/** Whether the action exists and belongs to the user. */
export async function ownsAction(
  db: Executor<Database>,
  { userId, actionId }: { readonly userId: string; readonly actionId: string },
): Promise<boolean> {
  const action = await db
    .selectFrom("pending_actions")
    .select("user_id")
    .where("id", "=", actionId)
    .executeTakeFirst();
  // The owner is compared here, since DuckDB scans the table for a query with a second condition.
  return action?.user_id === userId;
}
