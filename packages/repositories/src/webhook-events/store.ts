import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { type Delivery, requireBody, toEventRow } from "./event-row.ts";
import type { ForgedTally } from "./forged-tally.ts";
import { lowerCaseHeaders, type WebhookHeaders } from "./headers.ts";
import { requireIntake, type WebhookIntake } from "./intake.ts";
import type { ForgedReceipt, GenuineReceipt, WebhookReceipt } from "./receipt.ts";
import { storeForged } from "./store-forged.ts";
import { storeGenuine } from "./store-genuine.ts";
import { requireObject, requireBoolean } from "../validate.ts";

/** A delivery that its caller has verified. `receiveWebhook` verifies it itself. */
export interface NewWebhookEvent {
  /** The name of the sender, for example `github`. */
  readonly source: string;
  readonly eventType?: string | null | undefined;
  /** The sender's id of the delivery, which a redelivery keeps. */
  readonly deliveryId?: string | null | undefined;
  /** The sender's id of the hook, if several hooks can send one delivery id. At most 1000 characters. */
  readonly hookId?: string | null | undefined;
  /** Whether the caller verified the signature over the body. */
  readonly signatureOk: boolean;
  /** Why a forged delivery was rejected: lower-case letters, digits, underscores. Default `invalid_signature`. */
  readonly rejection?: string | undefined;
  /** All headers; the intake decides which are stored. Default none. */
  readonly headers?: WebhookHeaders | undefined;
  /** The raw body; a text is stored as UTF-8. */
  readonly payload: Uint8Array | string;
  /** Default: `webhookIntake()`. */
  readonly intake?: WebhookIntake | undefined;
}

/**
 * Stores a delivery that its caller has verified.
 *
 * A genuine delivery is stored once. A repetition of the hook, the id and the body of an event is counted on that event
 * (`duplicates`, `lastDuplicateAt`); if the intake has a window, so is a repetition of its body. Another body under a
 * known id is an event of its own, so that everything acknowledged is on record. Without an id each delivery is an
 * event.
 *
 * A forged delivery is a row of its own without a unique key, so it cannot block a genuine one. The intake limits how
 * many are kept per hour and source, and the size of their bodies.
 *
 * @throws {InvalidInputError} naming the field.
 */
export function storeWebhookEvent(
  db: Executor<Database>,
  input: NewWebhookEvent & { readonly signatureOk: true },
  context?: Context,
): Promise<GenuineReceipt>;
export function storeWebhookEvent(
  db: Executor<Database>,
  input: NewWebhookEvent & { readonly signatureOk: false },
  context?: Context,
): Promise<ForgedReceipt>;
export function storeWebhookEvent(
  db: Executor<Database>,
  input: NewWebhookEvent,
  context?: Context,
): Promise<WebhookReceipt>;
export async function storeWebhookEvent(
  db: Executor<Database>,
  input: NewWebhookEvent,
  context: Context = systemContext,
): Promise<WebhookReceipt> {
  requireCall(db, context);
  const { signatureOk, rejection, headers = {}, payload, ...rest } = requireObject("event", input);
  const intake = requireIntake(rest.intake);
  const isGenuine = requireBoolean("signatureOk", signatureOk);
  const delivery = {
    ...rest,
    rejection: isGenuine ? null : (rejection ?? "invalid_signature"),
    headers: lowerCaseHeaders(headers),
    body: requireBody("payload", payload, intake),
  };
  return storeDelivery(db, delivery, intake, context);
}

/** Stores a delivery whose body is already our own copy. */
export function storeDelivery(
  db: Executor<Database>,
  delivery: Delivery & { readonly rejection: string },
  intake: WebhookIntake,
  context: Context,
  tally?: ForgedTally,
): Promise<ForgedReceipt>;
export function storeDelivery(
  db: Executor<Database>,
  delivery: Delivery,
  intake: WebhookIntake,
  context: Context,
  tally?: ForgedTally,
): Promise<WebhookReceipt>;
export async function storeDelivery(
  db: Executor<Database>,
  delivery: Delivery,
  intake: WebhookIntake,
  context: Context,
  tally?: ForgedTally,
): Promise<WebhookReceipt> {
  const { source, hookId = null } = delivery;
  if (delivery.rejection === null) {
    const row = toEventRow(delivery, intake, context);
    return storeGenuine(db, row, hookId, intake.bodyWindowSeconds);
  }
  const rejection = requireReason(delivery.rejection);
  const store = (): Promise<ForgedReceipt> =>
    storeForged(db, { ...toEventRow(delivery, intake, context), rejection }, intake.forgedPerHour);
  return tally ? tally.take({ source, rejection, at: context.now() }, store) : store();
}

/** A source that returned a part of the delivery here would store a forger's text. */
function requireReason(rejection: string): string {
  if (typeof rejection === "string" && /^[a-z][a-z0-9_]{0,63}$/.test(rejection)) return rejection;
  throw new InvalidInputError(
    "rejection",
    "is not a valid reason; give up to 64 lower-case letters, digits and underscores",
  );
}
