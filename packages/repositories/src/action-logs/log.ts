import type { ActionLogRow } from "@handsfree/schema";
import { decodeOptionalJson } from "../json.ts";

/** One side effect, on record. */
export interface ActionLog {
  readonly id: string;
  readonly userId: string;
  readonly actionType: string;
  /** What it was done to, for example `owner/name#12`. */
  readonly target: string | null;
  /** As `JSON.parse` reads it. */
  readonly request: unknown;
  /** As it was stored, with the digits of numbers beyond 2^53. */
  readonly requestJson: string | null;
  readonly result: unknown;
  readonly resultJson: string | null;
  readonly ok: boolean;
  readonly idempotencyKey: string | null;
  /** The first instant at which its key is free again; null for one without a key, or whose key never is. */
  readonly keyExpiresAt: Date | null;
  readonly createdAt: Date;
}

export function toActionLog(row: ActionLogRow): ActionLog {
  return {
    id: row.id,
    userId: row.user_id,
    actionType: row.action_type,
    target: row.target,
    request: decodeOptionalJson(row.request),
    requestJson: row.request,
    result: decodeOptionalJson(row.result),
    resultJson: row.result,
    ok: row.ok,
    idempotencyKey: row.idempotency_key,
    keyExpiresAt: row.key_expires_at,
    createdAt: row.created_at,
  };
}
