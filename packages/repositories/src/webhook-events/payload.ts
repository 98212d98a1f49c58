import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { requireUuid } from "../validate.ts";

/** A delivery's body, or why there is none. */
export type WebhookPayload =
  | { readonly outcome: "found"; readonly payload: Uint8Array }
  /** It was kept for as long as bodies are, or erased with somebody whom it was about. */
  | { readonly outcome: "removed"; readonly removedAt: Date }
  /** It was forged, and too large to keep, or refused before its body was read. */
  | { readonly outcome: "not_kept" }
  | { readonly outcome: "not_found" };

/**
 * The body of an event, as it came, to the byte.
 *
 * @throws {InvalidInputError} when the id is not a UUID.
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
