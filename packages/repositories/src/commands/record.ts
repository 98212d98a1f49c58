import { DatabaseError, type Executor, InvalidInputError } from "@handsfree/query";
import type { CommandRow, Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { type Command, toCommand } from "./command.ts";
import { ownsAction } from "./link.ts";
import type { NewCommand } from "./new-command.ts";
import { toNewRow } from "./new-row.ts";
import { separateTranscript } from "./separate-transcript.ts";
import { requireObject } from "../validate.ts";

/**
 * The outcome of a recording:
 *
 * - `recorded`: the command is new.
 * - `replayed`: the same request recorded `command` before with this idempotency key. Nothing is written.
 * - `key_reused`: another request recorded `command` before with this idempotency key. Nothing is written.
 */
export interface RecordedCommand {
  readonly outcome: "recorded" | "replayed" | "key_reused";
  readonly command: Command;
}

/**
 * Records a command with the content that its privacy mode keeps.
 *
 * @throws {InvalidInputError} naming the field; the message never holds the transcript.
 */
export async function recordCommand(
  db: Executor<Database>,
  input: NewCommand,
  context: Context = systemContext,
): Promise<RecordedCommand> {
  requireCall(db, context);
  // First, so that the code below cannot see a transcript that is not kept.
  const separated = separateTranscript(requireObject("input", input), context);
  const row = toNewRow(separated, context);
  const { pending_action_id: actionId } = row;
  if (actionId !== null && !(await ownsAction(db, { userId: row.user_id, actionId }))) {
    // The action may have been deleted since the first request; its retry is still a retry.
    const first = await findByKey(db, row);
    if (first !== undefined) return compare(first, row);
    throw new InvalidInputError(
      "pendingActionId",
      "must be the id of one of this user's actions, or be left out",
    );
  }
  const insert = db.insertInto("commands").values(row);
  const once =
    row.owned_key === null
      ? insert
      : insert.onConflict((conflict) => conflict.column("owned_key").doNothing());
  // The column is a 32-bit float, so the stored confidence can have fewer digits.
  const stored = await once.returning("intent_confidence").executeTakeFirst();
  if (stored) {
    return { outcome: "recorded", command: toCommand({ ...row, ...stored }, row.created_at) };
  }
  const first = await findByKey(db, row);
  if (first !== undefined) return compare(first, row);
  throw new DatabaseError(
    "write_conflict",
    "the first command with this key was just deleted; try again",
    {
      retryable: true,
    },
  );
}

async function findByKey(
  db: Executor<Database>,
  { owned_key: key }: CommandRow,
): Promise<CommandRow | undefined> {
  if (key === null) return undefined;
  return db.selectFrom("commands").selectAll().where("owned_key", "=", key).executeTakeFirst();
}

function compare(first: CommandRow, again: CommandRow): RecordedCommand {
  const { request_digest: digest } = first;
  // A removal of content also removes the digest.
  const isSame = digest === null || digest === again.request_digest;
  return {
    outcome: isSame ? "replayed" : "key_reused",
    command: toCommand(first, again.created_at),
  };
}
