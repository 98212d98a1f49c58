import { changeAndRecord, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { type Context, requireCall, systemContext } from "../../context.ts";
import {
  findHeld,
  findRefusal,
  isHeld,
  type WebhookLeaseHolder,
  type WebhookLeaseRefusal,
} from "./held.ts";
import { leaseEnd, requireLeaseSeconds } from "../../lease-length.ts";
import { requireObject } from "../../validate.ts";

/** What came of a heartbeat. */
export type WebhookHeartbeat =
  | { readonly outcome: "extended"; readonly expiresAt: Date }
  | WebhookLeaseRefusal;

/**
 * Says that a worker is still at it: its lease ends so many seconds from now, which can be earlier than before.
 * One that has run out is not given back, even if nobody has taken the event over, since another may do so at
 * any moment: the worker should stop.
 *
 * @param holder `leaseSeconds` whole seconds, from 1 to 43,200 (12 hours). Default 60.
 * @throws {InvalidInputError} naming the field.
 */
export async function heartbeatWebhookEvent(
  db: Executor<Database>,
  heartbeat: WebhookLeaseHolder & { readonly leaseSeconds?: number | undefined },
  context: Context = systemContext,
): Promise<WebhookHeartbeat> {
  requireCall(db, context);
  const { leaseSeconds, ...holder } = requireObject("heartbeat", heartbeat);
  const now = context.now();
  const expiresAt = leaseEnd(now, requireLeaseSeconds(leaseSeconds));
  const found = await findHeld(db, holder);
  if (found.outcome !== "held") return found;
  const { row } = found;
  if (row.lease_expires_at === null || row.lease_expires_at <= now)
    return { outcome: "lease_lost" };
  const extend = db
    .updateTable("webhook_events")
    .set({ lease_expires_at: expiresAt, next_attempt_at: expiresAt })
    .where("id", "=", row.id)
    .where((event) => {
      const stillHeld = event.and([
        isHeld(event, row),
        event("state", "=", "processing"),
        event("lease_expires_at", ">", now),
      ]);
      // One CASE of several columns: see makeEventTransition.
      return sql<boolean>`case when ${stillHeld} then true else false end`;
    });
  if (await changeAndRecord(db, extend, [])) return { outcome: "extended", expiresAt };
  return findRefusal(db, holder);
}
