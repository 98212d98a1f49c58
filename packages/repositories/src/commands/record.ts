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
 * What came of it. With the user's idempotency key on record before, nothing is written and `command` is the
 * first one: `replayed` where the same request recorded it, `key_reused` where another one did.
 */
export interface RecordedCommand {
  readonly outcome: "recorded" | "replayed" | "key_reused";
  readonly command: Command;
}

/**
 * Records a command, and of its content what its privacy mode lets be kept.
 *
 * @throws {InvalidInputError} naming the field, and nothing that was said.
 */
export async function recordCommand(
  db: Executor<Database>,
  input: NewCommand,
  context: Context = systemContext,
): Promise<RecordedCommand> {
  requireCall(db, context);
  // First, so that nothing below can see what was said unless it may be kept.
  const separated = separateTranscript(requireObject("input", input), context);
  const row = toNewRow(separated, context);
  const { pending_action_id: actionId } = row;
  if (actionId !== null && !(await ownsAction(db, { userId: row.user_id, actionId }))) {
    // A retry of what was recorded while the action was there is still one.
    const first = await findByKey(db, row);
    if (first !== undefined) return compare(first, row);
    throw new InvalidInputError(
      "pendingActionId",
      "is no action of this user; give the id of one, or leave it out",
    );
  }
  const insert = db.insertInto("commands").values(row);
  const once =
    row.owned_key === null
      ? insert
      : insert.onConflict((conflict) => conflict.column("owned_key").doNothing());
  // Kept as a 32-bit float, so what comes back can have fewer digits.
  const stored = await once.returning("intent_confidence").executeTakeFirst();
  if (stored) {
    return { outcome: "recorded", command: toCommand({ ...row, ...stored }, row.created_at) };
  }
  const first = await findByKey(db, row);
  if (first !== undefined) return compare(first, row);
  throw new DatabaseError("write_conflict", "the first command with this key went just now", {
    retryable: true,
  });
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
  // With content that was removed went what tells requests apart.
  const isSame = digest === null || digest === again.request_digest;
  return {
    outcome: isSame ? "replayed" : "key_reused",
    command: toCommand(first, again.created_at),
  };
}
