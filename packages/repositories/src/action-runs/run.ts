import type { ActionRunRow } from "@handsfree/schema";
import { withDecoded } from "../json.ts";

/** A side effect that has begun but not ended. */
export interface ActionRun {
  readonly userId: string;
  readonly actionType: string;
  readonly target: string | null;
  /** The result of `JSON.parse`, with redacted secrets. */
  readonly request: unknown;
  readonly requestJson: string | null;
  readonly idempotencyKey: string;
  /** The number of times that it has begun. */
  readonly attempts: number;
  /** The start of the first attempt. */
  readonly startedAt: Date;
  /** The first instant at which another caller with the same key and request may take it over. */
  readonly leaseExpiresAt: Date;
  /** Whether the lease has expired: the caller crashed or is late, and the outcome is unknown. */
  readonly stale: boolean;
}

export function toActionRun(row: ActionRunRow, now: Date): ActionRun {
  return withDecoded(
    {
      userId: row.user_id,
      actionType: row.action_type,
      target: row.target,
      requestJson: row.request,
      idempotencyKey: row.idempotency_key,
      attempts: row.attempts,
      startedAt: row.started_at,
      leaseExpiresAt: row.lease_expires_at,
      stale: row.lease_expires_at <= now,
    },
    { request: row.request },
  );
}
