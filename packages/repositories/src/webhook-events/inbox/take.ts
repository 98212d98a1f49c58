import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Context } from "../../context.ts";
import { hashToken, newToken } from "../../token.ts";
import { toWebhookEvent, type WebhookEvent } from "../event.ts";
import { countedAttempts, type InboxRow } from "./find-row.ts";
import { leaseEnd } from "../../lease-length.ts";
import type { WebhookLease } from "./lease.ts";
import { makeEventTransition } from "./transition.ts";

/** An event to work on now. */
export interface ClaimedWebhookEvent {
  readonly event: WebhookEvent;
  readonly lease: WebhookLease;
}

/** Begins the next attempt under a new lease. @returns undefined where another worker was quicker. */
export async function takeEvent(
  db: Executor<Database>,
  row: InboxRow,
  { worker, leaseSeconds }: { readonly worker: string; readonly leaseSeconds: number },
  context: Context,
): Promise<ClaimedWebhookEvent | undefined> {
  const now = context.now();
  const token = newToken();
  const attempt = countedAttempts(row) + 1;
  const expiresAt = leaseEnd(now, leaseSeconds);
  const takenOver = row.state === "processing";
  const set = {
    attempts: attempt,
    next_attempt_at: expiresAt,
    lease_sha256: hashToken(token),
    lease_worker: worker,
    lease_expires_at: expiresAt,
    completed_at: null,
    state_before_replay: null,
  };
  const taken = await makeEventTransition(
    db,
    {
      row,
      transition: takenOver ? "taken_over" : "claimed",
      to: "processing",
      attempt,
      worker,
      replayId: row.replay_id,
      reason: takenOver ? `the lease of ${row.lease_worker} ran out` : null,
      set,
      guard: (event) => event("next_attempt_at", "<=", now),
    },
    context,
  );
  if (!taken) return undefined;
  return {
    event: toWebhookEvent({ ...row, ...set, state: "processing" }),
    lease: { token, eventId: row.id, expiresAt, attempt },
  };
}
