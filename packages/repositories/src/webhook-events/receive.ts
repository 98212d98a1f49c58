import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { requireBody } from "./event-row.ts";
import { ForgedTally } from "./forged-tally.ts";
import { lowerCaseHeaders, type WebhookHeaders } from "./headers.ts";
import { requireIntake, type WebhookIntake } from "./intake.ts";
import type { ForgedReceipt, WebhookReceipt } from "./receipt.ts";
import type { WebhookSource } from "./source.ts";
import { storeDelivery } from "./store.ts";
import { requireObject } from "../validate.ts";

/** A delivery as the server received it. */
export interface IncomingWebhook {
  /** The claimed sender, with the function that verifies it. */
  readonly source: WebhookSource;
  /** All headers of the request; the intake decides which are stored. */
  readonly headers: WebhookHeaders;
  /** The raw body, from before any parsing. */
  readonly body: Uint8Array;
  /** Default: `webhookIntake()`. */
  readonly intake?: WebhookIntake | undefined;
  /** Counts forged deliveries that are not kept. Default: the database counts them. */
  readonly tally?: ForgedTally | undefined;
}

/**
 * Rejects a delivery that its headers alone show to be forged, before its body is read, and stores it without a body.
 * Returns undefined if the body decides; call `receiveWebhook` then.
 */
export async function refuseWebhookByHeaders(
  db: Executor<Database>,
  head: Omit<IncomingWebhook, "body">,
  context: Context = systemContext,
): Promise<ForgedReceipt | undefined> {
  requireCall(db, context);
  const { source, intake, tally, headers: given } = requireReceiver(head);
  const now = atOneInstant(context);
  if (source.refuseByHeaders === undefined) return undefined;
  const headers = lowerCaseHeaders(given);
  const refusal = source.refuseByHeaders({ headers, now: now.now() });
  if (refusal === undefined) return undefined;
  const { rejection, eventType, deliveryId } = refusal;
  const delivery = { source: source.name, eventType, deliveryId, rejection, headers, body: null };
  return storeDelivery(db, delivery, intake, now, tally);
}

/**
 * Verifies a delivery and stores it as `storeWebhookEvent` does: a genuine one once, a forged one apart, with the
 * reason.
 *
 * @throws {InvalidInputError} for a body over the intake's limit, before verification, and for a genuine delivery that
 *   the source cannot use.
 */
export async function receiveWebhook(
  db: Executor<Database>,
  incoming: IncomingWebhook,
  context: Context = systemContext,
): Promise<WebhookReceipt> {
  requireCall(db, context);
  const { source, intake, tally, headers: given } = requireReceiver(incoming);
  // The same time verifies the delivery and is stored with it.
  const now = atOneInstant(context);
  const body = requireBody("body", incoming.body, intake);
  const headers = lowerCaseHeaders(given);
  const verification = await source.verify({ headers, body, now: now.now() });
  const delivery = {
    source: source.name,
    eventType: verification.eventType,
    deliveryId: verification.deliveryId,
    hookId: verification.verified ? verification.hookId : null,
    rejection: verification.verified ? null : verification.rejection,
    headers,
    body,
  };
  return storeDelivery(db, delivery, intake, now, tally);
}

/** Validates the source, the intake and the tally. */
function requireReceiver(delivery: Omit<IncomingWebhook, "body">) {
  const { source, intake, tally, headers } = requireObject("delivery", delivery);
  requireObject("source", source);
  if (typeof source.verify !== "function") {
    throw new InvalidInputError("source", "has no verify function; make it with githubSource");
  }
  if (tally !== undefined && !(tally instanceof ForgedTally)) {
    throw new InvalidInputError("tally", "is not a ForgedTally; make it with new ForgedTally(db)");
  }
  return { source, intake: requireIntake(intake), tally, headers };
}
