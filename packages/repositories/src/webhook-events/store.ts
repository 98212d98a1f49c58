import { type Executor, inTransaction } from "@handsfree/query";
import type { Database, NewWebhookEventRow } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { type Context, systemContext } from "../context.ts";
import { maximumTextLength, optionalText, requireText } from "../validate.ts";
import { eventColumns, toWebhookEvent, type WebhookEvent } from "./event.ts";

/** The largest forged body that is kept, in bytes; of a larger one only the metadata is. */
export const maximumForgedPayload: number = 64 * 1024;

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
export function storeWebhookEvent(
  db: Executor<Database>,
  input: NewWebhookEvent,
  context: Context = systemContext,
): Promise<StoredWebhookEvent> {
  const row = {
    id: context.newId(),
    source: requireText("source", input.source),
    event_type: optionalText("eventType", readable(input.eventType, input.signatureOk)),
    delivery_id: optionalText("deliveryId", readable(input.deliveryId, input.signatureOk)),
    signature_ok: input.signatureOk,
    received_at: context.now(),
  };
  const body = Buffer.from(input.payload);
  return inTransaction(db, async (transaction) => {
    const first = await claimDelivery(transaction, row);
    if (first) return { event: first, duplicate: true };
    const stored = await transaction
      .insertInto("webhook_events")
      .values(row)
      .returning(eventColumns)
      .executeTakeFirstOrThrow();
    if (row.signature_ok || body.length <= maximumForgedPayload) {
      await transaction.insertInto("webhook_payloads").values({ event_id: row.id, body }).execute();
    }
    return { event: toWebhookEvent(stored), duplicate: false };
  });
}

/** What a forger wrote is cut, not refused: the attempt must be on record whatever it looks like. */
function readable(
  text: string | null | undefined,
  signatureOk: boolean,
): string | null | undefined {
  if (signatureOk || typeof text !== "string") return text;
  return text.replaceAll("\0", "").slice(0, maximumTextLength).toWellFormed() || null;
}

/** The event that owns the delivery id, unless it is this one from now on, or owns none. */
async function claimDelivery(
  transaction: Transaction<Database>,
  row: NewWebhookEventRow,
): Promise<WebhookEvent | undefined> {
  const { id, source, delivery_id, signature_ok } = row;
  if (signature_ok !== true || delivery_id === null || delivery_id === undefined) return undefined;
  const claimed = await transaction
    .insertInto("webhook_deliveries")
    .values({ source, delivery_id, event_id: id })
    .onConflict((conflict) => conflict.columns(["source", "delivery_id"]).doNothing())
    .returning("event_id")
    .executeTakeFirst();
  if (claimed) return undefined;
  const first = await transaction
    .selectFrom("webhook_events")
    .innerJoin("webhook_deliveries", "webhook_deliveries.event_id", "webhook_events.id")
    .select(eventColumns.map((column) => `webhook_events.${column}` as const))
    .where("webhook_deliveries.source", "=", source)
    .where("webhook_deliveries.delivery_id", "=", delivery_id)
    .executeTakeFirstOrThrow();
  return toWebhookEvent(first);
}
