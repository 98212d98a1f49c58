import { DatabaseError, type Executor } from "@handsfree/query";
import type { Database, WebhookEventRow } from "@handsfree/schema";
import { type Context, systemContext } from "../context.ts";
import { escapeSlashes } from "../escape-slashes.ts";
import { sha256 } from "../token.ts";
import { maximumTextLength, optionalText, requireText } from "../validate.ts";
import { eventColumns, toWebhookEvent, type WebhookEvent } from "./event.ts";

/** The largest forged body that is kept, in bytes; of a larger one only the metadata is. */
export const maximumForgedPayload: number = 64 * 1024;

/** A delivery to store. */
export interface NewWebhookEvent {
  /** Who sends, for example `github`. */
  readonly source: string;
  readonly eventType?: string | null | undefined;
  /** The sender's id of the delivery; a retry carries the same one. */
  readonly deliveryId?: string | null | undefined;
  /** Whether the signature over the body was verified. */
  readonly signatureOk: boolean;
  /** The raw body; a text is taken as UTF-8. */
  readonly payload: Uint8Array | string;
}

/** The event, and whether it was there before. */
export interface StoredWebhookEvent {
  readonly event: WebhookEvent;
  /** Whether this valid delivery was stored already; `event` is then the first one. */
  readonly duplicate: boolean;
}

/**
 * Stores a delivery. A valid one with a delivery id that is on record writes nothing. A forged one is
 * always a row of its own and claims no id, so it cannot stand in the way of the genuine one.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function storeWebhookEvent(
  db: Executor<Database>,
  input: NewWebhookEvent,
  context: Context = systemContext,
): Promise<StoredWebhookEvent> {
  const row = toRow(input, context);
  const stored = await db
    .insertInto("webhook_events")
    .values(row)
    .onConflict((conflict) => conflict.column("owned_delivery").doNothing())
    .returning("id")
    .executeTakeFirst();
  if (stored) return { event: toWebhookEvent(row), duplicate: false };
  const first = await db
    .selectFrom("webhook_events")
    .select(eventColumns)
    .where("owned_delivery", "=", row.owned_delivery)
    .executeTakeFirst();
  if (first) return { event: toWebhookEvent(first), duplicate: true };
  throw new DatabaseError("write_conflict", "the first event with this delivery id went just now", {
    retryable: true,
  });
}

function toRow(input: NewWebhookEvent, context: Context): Omit<WebhookEventRow, "payload"> {
  const { signatureOk } = input;
  const source = requireText("source", input.source);
  const deliveryId = optionalText("deliveryId", readable(input.deliveryId, signatureOk));
  const body = Buffer.from(input.payload);
  const now = context.now();
  return {
    id: context.newId(),
    source,
    event_type: optionalText("eventType", readable(input.eventType, signatureOk)),
    delivery_id: deliveryId,
    owned_delivery: signatureOk && deliveryId !== null ? ownedDelivery(source, deliveryId) : null,
    signature_ok: signatureOk,
    state: signatureOk ? "received" : "rejected",
    rejection: signatureOk ? null : "invalid_signature",
    attempts: 0,
    next_attempt_at: signatureOk ? now : null,
    lease_sha256: null,
    lease_worker: null,
    lease_expires_at: null,
    last_error: null,
    completed_at: null,
    duplicates: 0,
    last_duplicate_at: null,
    replay_id: null,
    state_before_replay: null,
    headers: null,
    body: signatureOk || body.length <= maximumForgedPayload ? body : null,
    body_bytes: body.length,
    body_sha256: sha256(body),
    owned_body: null,
    payload_removed_at: null,
    received_at: now,
  };
}

/**
 * How a source's delivery is unique: one text, since DuckDB's index serves no look-up by two columns. Migration 004
 * does the same in SQL.
 */
function ownedDelivery(source: string, deliveryId: string): string {
  return `${escapeSlashes(source)}/${deliveryId}`;
}

/** What a forger wrote is cut, not refused: the attempt must be on record whatever it looks like. */
function readable(
  text: string | null | undefined,
  signatureOk: boolean,
): string | null | undefined {
  if (signatureOk || typeof text !== "string") return text;
  return text.replaceAll("\0", "").slice(0, maximumTextLength).toWellFormed() || null;
}
