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
  /** Counts the forged ones that are not kept. Default: the database does, with a commit for each. */
  readonly tally?: ForgedTally | undefined;
}

/**
 * Refuses what is forged by its headers alone, as its source tells, before its body is read: what is kept of it has no
 * body. Undefined where the body decides; then call `receiveWebhook`.
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
 * Verifies a delivery and stores it, as `storeWebhookEvent` does: a genuine one once, a forged one apart from
 * them, with the reason.
 *
 * @throws {InvalidInputError} for a body over the intake's limit, before it is verified, and for what the source
 *   cannot use although it is signed.
 */
export async function receiveWebhook(
  db: Executor<Database>,
  incoming: IncomingWebhook,
  context: Context = systemContext,
): Promise<WebhookReceipt> {
  requireCall(db, context);
  const { source, intake, tally, headers: given } = requireReceiver(incoming);
  // The time that a delivery is verified by is the one that it is filed under.
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

/** A delivery whose source, intake and tally can be used. */
function requireReceiver(delivery: Omit<IncomingWebhook, "body">) {
  const { source, intake, tally, headers } = requireObject("delivery", delivery);
  requireObject("source", source);
  if (typeof source.verify !== "function") {
    throw new InvalidInputError("source", "has no function verify; make one with githubSource");
  }
  if (tally !== undefined && !(tally instanceof ForgedTally)) {
    throw new InvalidInputError("tally", "is none; make one with new ForgedTally(db)");
  }
  return { source, intake: requireIntake(intake), tally, headers };
}
