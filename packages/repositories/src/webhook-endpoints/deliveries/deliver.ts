import { type Executor, HandsFreeError } from "@handsfree/query";
import type { Database, WebhookDeliveryRow } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../../context.ts";
import { requireFunction, requireObject, requireSignal, requireWhole } from "../../validate.ts";
import { claimWork } from "../../work/claim.ts";
import { describeError } from "../../work/error-text.ts";
import { heartbeatWork } from "../../work/report.ts";
import { requireNoTransaction, runWorker } from "../../work/worker/run-worker.ts";
import { findWebhookEndpoint } from "../find.ts";
import { requireSigningKey, signForEndpoint, type WebhookSigningKey } from "../secret.ts";
import { makeDeliveries } from "./make-deliveries.ts";
import {
  bodyOf,
  findEvent,
  type RenderEvent,
  type SendWebhook,
  type WebhookAnswer,
  type WebhookMessage,
} from "./message.ts";
import { releaseDelivery, reportAnswer, reportMissing } from "./report.ts";
import { deliveryWork } from "./work.ts";

/** More than there can be endpoints, so that all can hang and each still has a place. */
const defaultConcurrency = 110;
const mostAtOnce = 500;
/** Longer than an attempt takes. */
const leaseSeconds = 60;

/** The options of `deliverWebhooks`. */
export interface WebhookDelivering {
  /** The key from which the secrets of endpoints are derived, of at least 32 bytes. */
  readonly signingKey: WebhookSigningKey;
  /** Makes a request, and limits its time. */
  readonly send: SendWebhook;
  /** Makes the member `data` of a message. */
  readonly render: RenderEvent;
  /** How many deliveries are attempted at a time, from 1 to 500. Default 110. */
  readonly concurrency?: number | undefined;
  /** How often due deliveries are looked for, in milliseconds. Those that were just made are found at once. Default 1000. */
  readonly pollMilliseconds?: number | undefined;
  /** A random number from 0 to below 1, for back-off. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
  /** Stops the run: attempts in progress are finished. */
  readonly signal: AbortSignal;
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
  const { signingKey, send, render, signal } = requireObject("options", options);
  const {
    concurrency = defaultConcurrency,
    pollMilliseconds = 1000,
    random = Math.random,
  } = options;
  requireNoTransaction(db);
  requireSigningKey(signingKey);
  requireFunction("send", send);
  requireFunction("render", render);
  requireFunction("random", random);
  requireSignal("signal", signal);
  requireWhole("concurrency", concurrency, 1, mostAtOnce);
  requireWhole("pollMilliseconds", pollMilliseconds, 1, 60_000);
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const open = new Set<ClaimedDelivery>();
  const busy = new Map<string, number>();
  const listeners = new Set<() => void>();
  const wake = (): void => {
    for (const listener of listeners) listener();
  };
  const claim = async (limit: number): Promise<ClaimedDelivery[]> => {
    const worker = { worker: "webhooks", leaseSeconds, random, busy: new Map(busy) };
    const begun = await claimWork(db, deliveryWork, worker, limit, atOneInstant(context));
    return begun.map(({ row, token, expiresAt }) => {
      busy.set(row.endpoint_id, (busy.get(row.endpoint_id) ?? 0) + 1);
      const claimed = { row, lease: { token, expiresAt } };
      open.add(claimed);
      return claimed;
    });
  };
  const ended = (claimed: ClaimedDelivery): void => {
    if (!open.delete(claimed)) return;
    const { row } = claimed;
    const rest = (busy.get(row.endpoint_id) ?? 1) - 1;
    if (rest === 0) busy.delete(row.endpoint_id);
    else busy.set(row.endpoint_id, rest);
    // Its place is free for the next delivery of the endpoint.
    wake();
  };
  const delivering = runWorker<ClaimedDelivery>(
    {
      claim,
      heartbeat: (one) =>
        heartbeatWork(db, deliveryWork, { ...holder(one), leaseSeconds }, context),
      work: async (claimed, lost) => {
        const sender = { signingKey, send, render, random };
        const report = await attempt(db, claimed, lost, sender, context);
        lost.addEventListener("abort", () => ended(claimed), { once: true });
        return async () => {
          await report();
          ended(claimed);
        };
      },
      giveBack: (claimed) => releaseDelivery(db, holder(claimed), context),
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      concurrency,
      leaseSeconds,
      pollMilliseconds,
      signal: stop,
    },
    context,
  );
  const both = [delivering, makeDeliveries(db, { signal: stop, onMade: wake }, context)];
  for (const one of both) one.catch((error: unknown) => failed.abort(error));
  await Promise.allSettled(both);
  if (failed.signal.aborted) throw failed.signal.reason;
}

interface ClaimedDelivery {
  readonly row: WebhookDeliveryRow;
  readonly lease: { readonly token: string; readonly expiresAt: Date };
}

function holder({ row, lease }: ClaimedDelivery) {
  return { key: row.id, token: lease.token };
}

interface Sender extends Pick<WebhookDelivering, "signingKey" | "send" | "render"> {
  readonly random: () => number;
}

/** Makes one attempt. @returns a function that reports it. */
async function attempt(
  db: Executor<Database>,
  claimed: ClaimedDelivery,
  lost: AbortSignal,
  { signingKey, send, render, random }: Sender,
  context: Context,
): Promise<() => Promise<void>> {
  const { row } = claimed;
  const release = () => releaseDelivery(db, holder(claimed), context);
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
  if (event === undefined) return () => reportMissing(db, holder(claimed), context);
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
  const answer = await sendSafely(send, message);
  return () => reportAnswer(db, holder(claimed), { endpoint, answer, random }, context);
}

async function sendSafely(send: SendWebhook, message: WebhookMessage): Promise<WebhookAnswer> {
  try {
    return await send(message);
  } catch (error) {
    return { error: describeError(error) };
  }
}
