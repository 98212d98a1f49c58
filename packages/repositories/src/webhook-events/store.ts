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

/** A delivery that its caller has judged. `receiveWebhook` judges it itself. */
export interface NewWebhookEvent {
  /** Who sends, for example `github`. */
  readonly source: string;
  readonly eventType?: string | null | undefined;
  /** The sender's id of the delivery; a retry carries the same one. */
  readonly deliveryId?: string | null | undefined;
  /** Which of the sender's hooks told us, where one id can come from several. At most 1000 characters. */
  readonly hookId?: string | null | undefined;
  /** Whether the signature over the body was verified. */
  readonly signatureOk: boolean;
  /** Why it was rejected, where it was: lower-case letters, digits, underscores. Default `invalid_signature`. */
  readonly rejection?: string | undefined;
  /** Of which those on the intake's list are kept. Default none. */
  readonly headers?: WebhookHeaders | undefined;
  /** The raw body; a text is taken as UTF-8. */
  readonly payload: Uint8Array | string;
  /** Default: `webhookIntake()`. */
  readonly intake?: WebhookIntake | undefined;
}

/**
 * Stores a delivery that its caller has judged.
 *
 * A genuine one is stored once: one that repeats the hook, the id and the body of an event is counted on that event
 * (`duplicates`, `lastDuplicateAt`), and where the intake has a window, so is one that repeats its body. Another body
 * under a known id is an event of its own, so that what is acknowledged is on record. Without an id each is one.
 *
 * A forged one is a row of its own and claims no key, so it cannot stand in the way of a genuine one. Only so many
 * are kept an hour and source, and only so much of each.
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

/** The same for a body that is ours already. */
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

/** A source that put a part of the delivery here would let a forger write it. */
function requireReason(rejection: string): string {
  if (typeof rejection === "string" && /^[a-z][a-z0-9_]{0,63}$/.test(rejection)) return rejection;
  throw new InvalidInputError(
    "rejection",
    "is no reason's name; give up to 64 lower-case letters, digits and underscores",
  );
}
