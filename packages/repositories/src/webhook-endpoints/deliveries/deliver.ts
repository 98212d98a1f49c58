import { type Executor, HandsFreeError } from "@handsfree/query";
import type { Database, WebhookDeliveryRow } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../../context.ts";
import { requireFunction } from "../../validate.ts";
import { runDeliveries } from "../../deliveries/run-deliveries.ts";
import {
  requireSender,
  type Sender,
  type SenderOptions,
  sendSafely,
} from "../../deliveries/sender-options.ts";
import type { Holder } from "../../work/held.ts";
import { findWebhookEndpoint } from "../find.ts";
import { signForEndpoint, type WebhookSigningKey } from "../secret.ts";
import { makeDeliveries } from "./make-deliveries.ts";
import { bodyOf, findEvent, type RenderEvent, type SendWebhook } from "./message.ts";
import { releaseDelivery, reportAnswer, reportMissing } from "./report.ts";
import { deliveryWork } from "./work.ts";

/** More than there can be endpoints, so that all can hang and each still has a place. */
const defaultConcurrency = 110;

/** The options of `deliverWebhooks`. */
export interface WebhookDelivering extends SenderOptions {
  /** The key from which the secrets of endpoints are derived, of at least 32 bytes. */
  readonly signingKey: WebhookSigningKey;
  /** Makes a request, and limits its time. */
  readonly send: SendWebhook;
  /** Makes the member `data` of a message. */
  readonly render: RenderEvent;
  /** How many deliveries are attempted at a time, from 1 to 500. Default 110. */
  readonly concurrency?: number | undefined;
}

/**
 * Sends the events of the feed to the endpoints that want them, until the signal is aborted. Several servers may do so
 * at a time: a delivery is made once, and one server at a time attempts it. It is attempted at least once, always with
 * the same `webhook-id`: a server that ends between an attempt and its report leaves the delivery to the next one.
 *
 * @param db the database, not a transaction.
 * @throws {InvalidInputError} naming the field.
 * @throws {HandsFreeError} for a database error that is not retryable, after attempts in progress.
 */
export async function deliverWebhooks(
  db: Executor<Database>,
  options: WebhookDelivering,
  context: Context = systemContext,
): Promise<void> {
  requireCall(db, context);
  const sender = requireSender(db, options, { concurrency: defaultConcurrency });
  requireFunction("render", sender.render);
  await runDeliveries(
    db,
    {
      work: deliveryWork,
      worker: "webhooks",
      targetOf: (row) => row.endpoint_id,
      attempt: (row, holder, lost) => attempt(db, { row, holder, lost }, sender, context),
      release: (holder) => releaseDelivery(db, holder, context),
      make: (onMade, stop) => makeDeliveries(db, { signal: stop, onMade }, context),
      sender,
    },
    context,
  );
}

interface ClaimedDelivery {
  readonly row: WebhookDeliveryRow;
  readonly holder: Holder;
  readonly lost: AbortSignal;
}

/** Makes one attempt. @returns a function that reports it. */
async function attempt(
  db: Executor<Database>,
  { row, holder, lost }: ClaimedDelivery,
  { signingKey, send, render, random }: WebhookDelivering & Sender,
  context: Context,
): Promise<() => Promise<void>> {
  const release = () => releaseDelivery(db, holder, context);
  let endpoint;
  let event;
  try {
    endpoint = await findWebhookEndpoint(db, row.endpoint_id);
    if (endpoint?.state !== "enabled") return release;
    event = await findEvent(db, row.event_id);
  } catch (error) {
    if (error instanceof HandsFreeError && error.retryable) return release;
    throw error;
  }
  if (event === undefined) return () => reportMissing(db, holder, context);
  const body = bodyOf(event, render);
  const message = {
    url: endpoint.url,
    headers: {
      "content-type": "application/json",
      ...signForEndpoint(signingKey, endpoint, { id: row.id, timestamp: context.now(), body }),
    },
    body,
    signal: lost,
  };
  const answer = await sendSafely(send, message, (error) => ({ error }));
  return () => reportAnswer(db, holder, { endpoint, answer, random }, context);
}
