import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, systemContext } from "../context.ts";
import { requireBody } from "./event-row.ts";
import { lowerCaseHeaders, type WebhookHeaders } from "./headers.ts";
import { defaultIntake, type WebhookIntake } from "./intake.ts";
import type { WebhookReceipt } from "./receipt.ts";
import type { WebhookSource } from "./source.ts";
import { storeDelivery } from "./store.ts";

/** A delivery as it came. */
export interface IncomingWebhook {
  /** Who is said to have sent it, and how that is verified. */
  readonly source: WebhookSource;
  /** All of them; those on the intake's list are kept. */
  readonly headers: WebhookHeaders;
  /** The raw body, before anything parsed it. */
  readonly body: Uint8Array;
  /** Default: `webhookIntake()`. */
  readonly intake?: WebhookIntake | undefined;
}

/**
 * Verifies a delivery and stores it, as `storeWebhookEvent` does: a genuine one once, a forged one apart from
 * them, with the reason.
 *
 * @throws {InvalidInputError} for a body over the intake's limit, before it is verified, and for what the source
 *   cannot use although it is signed.
 */
export async function receiveWebhook(
  db: Executor<Database>,
  { source, headers, body, intake = defaultIntake }: IncomingWebhook,
  context: Context = systemContext,
): Promise<WebhookReceipt> {
  // The time that a delivery is verified by is the one that it is filed under.
  const now = atOneInstant(context);
  const bytes = requireBody("body", body, intake);
  const verification = await source.verify({
    headers: lowerCaseHeaders(headers),
    body: bytes,
    now: now.now(),
  });
  const delivery = {
    source: source.name,
    eventType: verification.eventType,
    deliveryId: verification.deliveryId,
    rejection: verification.verified ? null : verification.rejection,
    headers,
    body: bytes,
  };
  return storeDelivery(db, delivery, intake, now);
}
