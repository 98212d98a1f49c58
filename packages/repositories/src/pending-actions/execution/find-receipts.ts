import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../../context.ts";
import { isOneOf } from "../../one-of.ts";
import { findOwnActions, spanOf } from "../find-own.ts";
import type { ActionsOfReader } from "../find-summaries.ts";
import { executionKey } from "./execution-key.ts";

/** How long before and after an execution its record is looked for, in milliseconds: an hour. */
const margin = 3_600_000;

/** A worker's record of the side effect of an action. */
export interface ActionReceipt {
  /** UUID of the action log. */
  readonly logId: string;
  readonly actionType: string;
  readonly target: string | null;
  /** Whether the side effect came about. */
  readonly ok: boolean;
  readonly createdAt: Date;
}

/**
 * Finds the action logs that workers recorded of actions, under the idempotency key of the claim, by two statements for
 * any number of actions. Action logs belong to the owner, so that other people who may see an action do not get them.
 * Logs are read from an hour before the first of the executions to an hour after the last.
 *
 * @returns the latest receipts by the ids of the actions.
 * @throws {InvalidInputError} for an invalid reader, or an id that is not a UUID.
 */
export async function findActionReceipts(
  db: Executor<Database>,
  wanted: ActionsOfReader,
  context: Context = systemContext,
): Promise<ReadonlyMap<string, ActionReceipt>> {
  requireCall(db, context);
  const actions = (await findOwnActions(db, wanted)).filter(({ startedAt }) => startedAt !== null);
  if (actions.length === 0) return new Map();
  const byKey = new Map(actions.map((action) => [executionKey(action.id), action]));
  const { from, to } = spanOf(
    actions.flatMap(({ createdAt, endedAt }) => [createdAt, endedAt ?? context.now()]),
    margin,
  );
  const rows = await db
    .selectFrom("action_logs")
    .select(["id", "user_id", "idempotency_key", "action_type", "target", "ok", "created_at"])
    .where(isOneOf("user_id", "uuid", [...new Set(actions.map(({ userId }) => userId))]))
    .where(isOneOf("idempotency_key", "text", [...byKey.keys()]))
    .where("created_at", ">=", from)
    .where("created_at", "<=", to)
    .where("action_type", "not like", "action_run.%")
    .orderBy("created_at")
    .orderBy("id")
    .execute();
  return new Map(
    rows.flatMap((row) => {
      const action = byKey.get(row.idempotency_key ?? "");
      if (action?.userId !== row.user_id) return [];
      const { id: logId, action_type: actionType, target, ok, created_at: createdAt } = row;
      return [[action.id, { logId, actionType, target, ok, createdAt }] as const];
    }),
  );
}
