import type { Executor } from "@handsfree/query";
import type { CommandStatus, Database, InputType, Profile } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { isOneOf } from "../one-of.ts";
import { findOwnActions, spanOf } from "../pending-actions/find-own.ts";
import type { ActionsOfReader } from "../pending-actions/find-summaries.ts";

/** How long before and after a proposal its command is looked for, in milliseconds: a week. */
const margin = 604_800_000;

/** A command without what was said. */
export interface CommandSummary {
  readonly id: string;
  readonly profile: Profile;
  readonly inputType: InputType;
  readonly intentName: string | null;
  /** The id of the conversation. */
  readonly sessionId: string | null;
  readonly status: CommandStatus;
  readonly createdAt: Date;
}

/**
 * Finds the commands that led to actions, by two statements for any number of actions. Commands belong to the owner of
 * the action, so that other people who may see an action do not get them. They are looked for from a week before the first
 * of the proposals to a week after the last.
 *
 * @returns the earliest commands by the ids of the actions.
 * @throws {InvalidInputError} for an invalid reader, or an id that is not a UUID.
 */
export async function findCommandsOfActions(
  db: Executor<Database>,
  wanted: ActionsOfReader,
  context: Context = systemContext,
): Promise<ReadonlyMap<string, CommandSummary>> {
  requireCall(db, context);
  const actions = await findOwnActions(db, wanted);
  if (actions.length === 0) return new Map();
  const owners = new Map(actions.map(({ id, userId }) => [id, userId]));
  const { from, to } = spanOf(
    actions.map(({ createdAt }) => createdAt),
    margin,
  );
  const rows = await db
    .selectFrom("commands")
    .select([
      "id",
      "user_id",
      "profile",
      "input_type",
      "intent_name",
      "session_id",
      "status",
      "pending_action_id",
      "created_at",
    ])
    .where(isOneOf("user_id", "uuid", [...new Set(owners.values())]))
    .where(isOneOf("pending_action_id", "uuid", [...owners.keys()]))
    .where("created_at", ">=", from)
    .where("created_at", "<=", to)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .execute();
  return new Map(
    rows.flatMap((row) => {
      const actionId = row.pending_action_id ?? "";
      if (owners.get(actionId) !== row.user_id) return [];
      const summary: CommandSummary = {
        id: row.id,
        profile: row.profile,
        inputType: row.input_type,
        intentName: row.intent_name,
        sessionId: row.session_id,
        status: row.status,
        createdAt: row.created_at,
      };
      return [[actionId, summary] as const];
    }),
  );
}
