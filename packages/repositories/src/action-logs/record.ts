import { DatabaseError, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
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

/** A side effect to put on record. */
export interface NewActionLog extends ActionRequest {
  /** Whether the side effect came about. */
  readonly ok: boolean;
  /** Any JSON value; left out or null for none. Secrets in it are redacted before it is stored. */
  readonly result?: unknown;
  /** How long the idempotency key is kept, in whole seconds from 60 to 30 days. Default 24 h. */
  readonly keyLifeSeconds?: number | undefined;
}

/**
 * What came of putting a side effect on record:
 *
 * - `recorded`: it is.
 * - `replayed`: the user's key was on record for the same request; `log` is that first record.
 * - `key_reused`: the user's key is on record for another request. Nothing is written; take another key.
 * - `in_progress`: a run with this key (`runOnce`) has begun and not ended. Nothing is written.
 */
export type RecordedActionLog =
  | { readonly outcome: "recorded" | "replayed"; readonly log: ActionLog }
  | { readonly outcome: "key_reused" }
  | {
      readonly outcome: "in_progress";
      /** When the run's lease ends; in the past where nobody knows what became of it. */
      readonly leaseExpiresAt: Date;
    };

/** Between two looks somebody else has to have taken the key and freed it; so often is no accident. */
const maximumAttempts = 10;

/**
 * Puts a side effect on record, once for each of the user's idempotency keys for this type of action. What is
 * returned is what was stored, so that its secrets are redacted.
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

/** A record that HandsFree itself makes of a change. Its values were checked when they were stored or made. */
export interface SystemActionLog {
  readonly userId: string;
  readonly actionType: SystemActionType;
  readonly target?: string | null;
  readonly ok: boolean;
  readonly result: object;
}

/** The insert of a record of HandsFree's own, which has no key, to go with the change that it is about. */
export function insertActionLog(
  db: Executor<Database>,
  { userId, actionType, target = null, ok, result }: SystemActionLog,
  context: Context,
): Compilable {
  const { redactor = defaultRedactor } = context;
  const noKey = { request: null, idempotencyKey: null, ownedKey: null, digest: null };
  const row = toRow(
    { userId, actionType, target: target && redactor.text(target), ...noKey },
    { ok, result: JSON.stringify(redactor.json(result)), keyLife: 0 },
    context,
  );
  return db.insertInto("action_logs").values(row);
}

/** The failure of a caller that never found the key either free or held. */
export function keyContended(): DatabaseError {
  return new DatabaseError("write_conflict", "others took and freed this key at every attempt", {
    retryable: true,
  });
}
