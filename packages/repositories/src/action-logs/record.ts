import { randomUUID } from "node:crypto";
import { DatabaseError, type Executor } from "@handsfree/query";
import type { ActionLogRow, Database } from "@handsfree/schema";
import type { Compilable } from "kysely";
import { type Context, systemContext } from "../context.ts";
import { digestStoredJson } from "../canonical-json.ts";
import { encodeOptionalJson } from "../json.ts";
import { optionalText, requireText, requireUuid } from "../validate.ts";
import { findActionLogByKey, ownedKey } from "./find.ts";
import { type ActionLog, toActionLog } from "./log.ts";

/** How long an idempotency key is kept when nobody says, in seconds: a day. */
export const defaultKeyLife: number = 24 * 3600;

/** A side effect to put on record. */
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

/** The record, and whether it was there before. */
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
  const insert = db.insertInto("action_logs").values(row);
  if (row.owned_key === null) {
    await insert.execute();
    return { log: toActionLog(row), replayed: false };
  }
  const inserted = await insert
    .onConflict((conflict) => conflict.column("owned_key").doNothing())
    .returning("id")
    .executeTakeFirst();
  if (inserted) return { log: toActionLog(row), replayed: false };
  return { log: await getActionLogByKey(db, input), replayed: true };
}

/** The insert of a record that has no key, to go with the change that it is about. */
export function insertActionLog(
  db: Executor<Database>,
  input: Omit<NewActionLog, "idempotencyKey">,
  context: Context,
): Compilable {
  return db.insertInto("action_logs").values(toRow(input, context));
}

/** The record that stood in the way of a new one. */
async function getActionLogByKey(
  db: Executor<Database>,
  { userId, actionType, idempotencyKey }: NewActionLog,
): Promise<ActionLog> {
  const log = await findActionLogByKey(db, { userId, actionType, key: idempotencyKey ?? "" });
  if (log) return log;
  throw new DatabaseError("write_conflict", "the first record with this key went just now", {
    retryable: true,
  });
}

function toRow(input: NewActionLog, context: Context): ActionLogRow {
  const userId = requireUuid("userId", input.userId);
  const actionType = requireText("actionType", input.actionType);
  const idempotencyKey = optionalText("idempotencyKey", input.idempotencyKey);
  const request = encodeOptionalJson("request", input.request);
  const now = context.now();
  return {
    id: context.newId(),
    user_id: userId,
    action_type: actionType,
    target: optionalText("target", input.target),
    request,
    result: encodeOptionalJson("result", input.result),
    ok: input.ok,
    idempotency_key: idempotencyKey,
    owned_key: idempotencyKey === null ? null : ownedKey(userId, actionType, idempotencyKey),
    key_expires_at:
      idempotencyKey === null ? null : new Date(now.getTime() + defaultKeyLife * 1000),
    request_digest: idempotencyKey === null ? null : digestStoredJson(request ?? "null"),
    content_salt: randomUUID(),
    content_digest: null,
    removal: null,
    created_at: now,
  };
}
