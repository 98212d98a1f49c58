import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { allInOneCase } from "../one-case.ts";
import { requireObject, requireUuid } from "../validate.ts";
import type { Command } from "./command.ts";
import { findCommand } from "./find.ts";
import { requirePerson } from "../person.ts";
import { changedRows } from "../changed-rows.ts";

/** Whose command, and which action it led to. */
export interface CommandLink {
  readonly userId: string;
  readonly commandId: string;
  readonly pendingActionId: string;
}

/**
 * What came of it: `linked` now, `already_linked` to this very action before, or `linked_elsewhere`, to
 * another one, which stays. A command or action of another user is not found.
 */
export type LinkedCommand =
  | {
      readonly outcome: "linked" | "already_linked" | "linked_elsewhere";
      readonly command: Command;
    }
  | { readonly outcome: "command_not_found" | "action_not_found" };

/**
 * Says which pending action a command led to, where `recordCommand` could not know it yet. It is said once: of
 * any number of callers one links it.
 *
 * @throws {InvalidInputError} when one of them is not a UUID.
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
  const command = await findCommand(db, { userId: owner, id }, context);
  if (command === undefined) return { outcome: "command_not_found" };
  if (command.pendingActionId !== null) return told(command, actionId);
  if (!(await ownsAction(db, { userId: owner, actionId }))) return { outcome: "action_not_found" };
  const changed = await changedRows(
    db
      .updateTable("commands")
      .set({ pending_action_id: actionId })
      .where("id", "=", id)
      .where((row) =>
        allInOneCase([row("user_id", "=", owner), row("pending_action_id", "is", null)]),
      ),
  );
  if (changed > 0) {
    return { outcome: "linked", command: { ...command, pendingActionId: actionId } };
  }
  const now = await findCommand(db, { userId: owner, id }, context);
  return now === undefined ? { outcome: "command_not_found" } : told(now, actionId);
}

function told(command: Command, actionId: string): LinkedCommand {
  const isSame = command.pendingActionId === actionId;
  return { outcome: isSame ? "already_linked" : "linked_elsewhere", command };
}

/** Whether the action is there and the user's. */
export async function ownsAction(
  db: Executor<Database>,
  { userId, actionId }: { readonly userId: string; readonly actionId: string },
): Promise<boolean> {
  const action = await db
    .selectFrom("pending_actions")
    .select("user_id")
    .where("id", "=", actionId)
    .executeTakeFirst();
  // Compared here: with a second filter DuckDB scans the table.
  return action?.user_id === userId;
}
