import type { ActionLogRow } from "@handsfree/schema";
import { withDecoded } from "../json.ts";

/** The record of one side effect, or of one step of a pending action or run. */
export interface ActionLog {
  readonly id: string;
  readonly userId: string;
  readonly actionType: string;
  /** The object of the side effect, for example `owner/name#12`. */
  readonly target: string | null;
  /** The result of `JSON.parse`. */
  readonly request: unknown;
  /** The stored JSON text, which has all digits of numbers beyond 2^53. */
  readonly requestJson: string | null;
  readonly result: unknown;
  readonly resultJson: string | null;
  readonly ok: boolean;
  readonly idempotencyKey: string | null;
  /** The first instant at which its key can be used again; null without a key, and for a key that never expires. */
  readonly keyExpiresAt: Date | null;
  readonly createdAt: Date;
  /** The access key or the session by which the change was asked for; null if that was done on the machine itself. */
  readonly credentialId: string | null;
}

/** The columns of a log. Its row has others, for its key, its seal and its size. */
export const logColumns = [
  "id",
  "user_id",
  "action_type",
  "target",
  "request",
  "result",
  "ok",
  "idempotency_key",
  "key_expires_at",
  "created_at",
  "credential_id",
] as const;

export function toActionLog(row: Pick<ActionLogRow, (typeof logColumns)[number]>): ActionLog {
  return withDecoded(
    {
      id: row.id,
      userId: row.user_id,
      actionType: row.action_type,
      target: row.target,
      requestJson: row.request,
      resultJson: row.result,
      ok: row.ok,
      idempotencyKey: row.idempotency_key,
      keyExpiresAt: row.key_expires_at,
      createdAt: row.created_at,
      credentialId: row.credential_id,
    },
    { request: row.request, result: row.result },
  );
}
