import { type Executor, inTransaction } from "@handsfree/query";
import type { Database, NewActionLogRow } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { type Context, systemContext } from "../context.ts";
import { encodeOptionalJson } from "../json.ts";
import { optionalText, requireText, requireUuid } from "../validate.ts";
import { findActionLogByKey } from "./find.ts";
import { type ActionLog, toActionLog } from "./log.ts";

export interface NewActionLog {
  readonly userId: string;
  readonly actionType: string;
  /** Whether the side effect came about. */
  readonly ok: boolean;
  /** What it was done to, for example `owner/name#12`. */
  readonly target?: string | null | undefined;
  /** Any JSON value; left out or null for none. */
  readonly request?: unknown;
  /** Any JSON value; left out or null for none. */
  readonly result?: unknown;
  /** The caller's name for this one attempt; a retry with it writes nothing. */
  readonly idempotencyKey?: string | null | undefined;
}

export interface RecordedActionLog {
  readonly log: ActionLog;
  /** Whether the user's key was on record already; `log` is then the first record. */
  readonly replayed: boolean;
}

/**
 * Puts a side effect on record, once for each of the user's idempotency keys.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function recordActionLog(
  db: Executor<Database>,
  input: NewActionLog,
  context: Context = systemContext,
): Promise<RecordedActionLog> {
  const row = toRow(input, context);
  if (row.idempotency_key === null) return { log: await insert(db, row), replayed: false };
  return inTransaction(db, (transaction) =>
    insertOnce(transaction, row, row.idempotency_key as string),
  );
}

async function insertOnce(
  transaction: Transaction<Database>,
  row: NewActionLogRow,
  key: string,
): Promise<RecordedActionLog> {
  const claimed = await transaction
    .insertInto("action_log_keys")
    .values({ user_id: row.user_id, idempotency_key: key, action_log_id: row.id })
    .onConflict((conflict) => conflict.columns(["user_id", "idempotency_key"]).doNothing())
    .returning("action_log_id")
    .executeTakeFirst();
  const first = claimed
    ? undefined
    : await findActionLogByKey(transaction, { userId: row.user_id, key });
  return first
    ? { log: first, replayed: true }
    : { log: await insert(transaction, row), replayed: false };
}

async function insert(db: Executor<Database>, row: NewActionLogRow): Promise<ActionLog> {
  return toActionLog(
    await db.insertInto("action_logs").values(row).returningAll().executeTakeFirstOrThrow(),
  );
}

function toRow(
  input: NewActionLog,
  context: Context,
): NewActionLogRow & { idempotency_key: string | null } {
  return {
    id: context.newId(),
    user_id: requireUuid("userId", input.userId),
    action_type: requireText("actionType", input.actionType),
    target: optionalText("target", input.target),
    request: encodeOptionalJson("request", input.request),
    result: encodeOptionalJson("result", input.result),
    ok: input.ok,
    idempotency_key: optionalText("idempotencyKey", input.idempotencyKey),
    created_at: context.now(),
  };
}
