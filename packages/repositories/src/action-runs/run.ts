import type { ActionRunRow } from "@handsfree/schema";
import { decodeOptionalJson } from "../json.ts";

/** A side effect that has begun and not ended. */
export interface ActionRun {
  readonly userId: string;
  readonly actionType: string;
  readonly target: string | null;
  /** As `JSON.parse` reads it, without its secrets. */
  readonly request: unknown;
  readonly requestJson: string | null;
  readonly idempotencyKey: string;
  /** How often it has begun. */
  readonly attempts: number;
  /** When it began first. */
  readonly startedAt: Date;
  /** The first instant at which another caller with the same key and request may take it over. */
  readonly leaseExpiresAt: Date;
  /** Whether that is past: whoever ran it crashed or is late, and nobody knows what came of it. */
  readonly stale: boolean;
}

export function toActionRun(row: ActionRunRow, now: Date): ActionRun {
  return {
    userId: row.user_id,
    actionType: row.action_type,
    target: row.target,
    request: decodeOptionalJson(row.request),
    requestJson: row.request,
    idempotencyKey: row.idempotency_key,
    attempts: row.attempts,
    startedAt: row.started_at,
    leaseExpiresAt: row.lease_expires_at,
    stale: row.lease_expires_at <= now,
  };
}
