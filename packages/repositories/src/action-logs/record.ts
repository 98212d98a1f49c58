import { DatabaseError, type Executor } from "@handsfree/query";
import type { ActionLogRow, Database } from "@handsfree/schema";
import type { Compilable } from "kysely";
import { type Context, requireCall, systemContext } from "../context.ts";
import { defaultRedactor } from "../redaction/redact.ts";
import { encodeRedacted } from "../redaction/redact-json.ts";
import { requireBoolean, requireObject } from "../validate.ts";
import { findKeyHolder } from "./key-holder.ts";
import { requireKeyLife } from "./key-life.ts";
import { type ActionLog, toActionLog } from "./log.ts";
import { type ActionRequest, keepRequest, type KeyedRequest, requireCallers } from "./request.ts";
import { toRow } from "./row.ts";
import type { SystemActionType } from "./system-types.ts";

/** A side effect to record. */
export interface NewActionLog extends ActionRequest {
  /** Whether the side effect happened. */
  readonly ok: boolean;
  /** Any JSON value; left out or null for none. Secrets are redacted before it is stored. */
  readonly result?: unknown;
  /** The life of the idempotency key, in whole seconds from 60 to 30 days. Default 24 h. */
  readonly keyLifeSeconds?: number | undefined;
}

/**
 * The outcome of a recording:
 *
 * - `recorded`: `log` is new.
 * - `replayed`: `log` is the earlier record of the same request with this idempotency key. Nothing is written.
 * - `key_reused`: the idempotency key belongs to another request. Nothing is written.
 * - `in_progress`: a run with this key (`runOnce`) has not ended. Nothing is written.
 */
export type RecordedActionLog =
  | { readonly outcome: "recorded" | "replayed"; readonly log: ActionLog }
  | { readonly outcome: "key_reused" }
  | {
      readonly outcome: "in_progress";
      /** The end of the run's lease; if it is in the past, the outcome of the run is unknown. */
      readonly leaseExpiresAt: Date;
    };

/** Each further attempt means that other callers took and freed the key in between, so this limit is hardly reached. */
const maximumAttempts = 10;

/**
 * Records a side effect, once for each idempotency key of a user and type. The returned log is the stored one, with
 * redacted secrets.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function recordActionLog(
  db: Executor<Database>,
  input: NewActionLog,
  context: Context = systemContext,
): Promise<RecordedActionLog> {
  requireCall(db, context);
  requireCallers(requireObject("input", input));
  const request = keepRequest(input, context);
  const keyLife = requireKeyLife(input.keyLifeSeconds);
  const result = encodeRedacted("result", input.result, context).kept;
  const ok = requireBoolean("ok", input.ok);
  const row = toRow(request, { ok, result, keyLife }, context);
  const insert = db.insertInto("action_logs").values(row);
  if (row.owned_key === null) {
    await insert.execute();
    return { outcome: "recorded", log: toActionLog(row) };
  }
  const claim = insert
    .onConflict((conflict) => conflict.column("owned_key").doNothing())
    .returning("id");
  for (let attempt = 0; attempt < maximumAttempts; attempt++) {
    if (await claim.executeTakeFirst()) return { outcome: "recorded", log: toActionLog(row) };
    const holder = await findKeyHolder(db, request as KeyedRequest, row.created_at);
    if (holder?.outcome === "running") {
      return { outcome: "in_progress", leaseExpiresAt: holder.run.lease_expires_at };
    }
    if (holder !== undefined) return holder;
  }
  throw keyContended();
}

/** A record that HandsFree makes of its own change. Its values are not validated again. */
export interface SystemActionLog {
  readonly userId: string;
  readonly actionType: SystemActionType;
  readonly target?: string | null;
  readonly ok: boolean;
  readonly result: object;
}

/** The insert of a system record without a key, for the transaction of the change that it records. */
export function insertActionLog(
  db: Executor<Database>,
  log: SystemActionLog,
  context: Context,
): Compilable {
  return db.insertInto("action_logs").values(systemRow(log, context));
}

/** The row of a system record without a key. */
export function systemRow(
  { userId, actionType, target = null, ok, result }: SystemActionLog,
  context: Context,
): ActionLogRow {
  const { redactor = defaultRedactor } = context;
  const noKey = { request: null, idempotencyKey: null, ownedKey: null, digest: null };
  return toRow(
    { userId, actionType, target: target && redactor.text(target), ...noKey },
    { ok, result: JSON.stringify(redactor.json(result)), keyLife: 0 },
    context,
  );
}

/** The error after the maximum number of attempts to get a key. */
export function keyContended(): DatabaseError {
  return new DatabaseError(
    "write_conflict",
    "other callers took and freed this key at every attempt; try again",
    {
      retryable: true,
    },
  );
}
