import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { requireUuid } from "../validate.ts";

/** A delivery's body, or why there is none. */
export type WebhookPayload =
  | { readonly outcome: "found"; readonly payload: Uint8Array }
  /** Retention removed it, or the erasure of a person whom it was about. */
  | { readonly outcome: "removed"; readonly removedAt: Date }
  /** It was forged, and either too large to keep or rejected before its body was read. */
  | { readonly outcome: "not_kept" }
  | { readonly outcome: "not_found" };

/**
 * Finds the body of an event, unchanged to the byte.
 *
 * @throws {InvalidInputError} if the id is not a UUID.
 */
export async function findWebhookPayload(
  db: Executor<Database>,
  id: string,
): Promise<WebhookPayload> {
  requireCall(db);
  const row = await db
    .selectFrom("webhook_events")
    .select(["payload", "body", "payload_removed_at"])
    .where("id", "=", requireUuid("id", id))
    .executeTakeFirst();
  if (row === undefined) return { outcome: "not_found" };
  if (row.payload_removed_at !== null) {
    return { outcome: "removed", removedAt: row.payload_removed_at };
  }
  if (row.body !== null) return { outcome: "found", payload: row.body };
  return row.payload === null
    ? { outcome: "not_kept" }
    : { outcome: "found", payload: new TextEncoder().encode(row.payload) };
}
