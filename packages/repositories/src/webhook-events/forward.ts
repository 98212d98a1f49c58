import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { optionalWorker } from "../person.ts";
import { ifGiven, requireObject, requireUuid } from "../validate.ts";
import { requireEndpointUrl } from "../webhook-endpoints/values.ts";
import { type WebhookEvent } from "./event.ts";
import { findWebhookEvent } from "./find.ts";
import { keptReason } from "./inbox/kept-text.ts";
import { transitionRow } from "./inbox/transition.ts";
import { findWebhookPayload } from "./payload.ts";
import type { WebhookSource } from "./source.ts";

/** A request to send the body of an event to an address. */
export interface WebhookForward {
  /** The event's id. */
  readonly id: string;
  /** An http or https URL. Its caller decides which addresses may be called. */
  readonly url: string;
  /** The source of the event, which signs the body again. Default: it is sent without a signature. */
  readonly source?: WebhookSource | undefined;
  /** The person who asks, at most 1000 characters. */
  readonly requestedBy?: string | null | undefined;
}

/** The request that forwards an event, or why there is none. */
export type WebhookToForward =
  | {
      readonly outcome: "ready";
      readonly url: string;
      /** The kept headers of the delivery, with its signature. */
      readonly headers: Readonly<Record<string, string>>;
      readonly isSigned: boolean;
      /** The body, to the byte. */
      readonly body: Uint8Array;
    }
  /** It is forged; with a signature of ours it would pass for a genuine one. */
  | { readonly outcome: "wrong_state"; readonly event: WebhookEvent }
  | { readonly outcome: "payload_removed"; readonly event: WebhookEvent }
  | { readonly outcome: "not_found" };

/** Headers of a connection, which would contradict those of the new request. */
const ofConnection: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * Makes the request that forwards an event once, as its sender made it, and records in its history that it was asked for.
 * The caller sends it. The event keeps its state.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function forwardWebhookEvent(
  db: Executor<Database>,
  request: WebhookForward,
  context: Context = systemContext,
): Promise<WebhookToForward> {
  requireCall(db, context);
  const { id, url: text, source, requestedBy } = requireObject("request", request);
  const url = requireEndpointUrl("url", text);
  ifGiven("source", source, requireObject);
  const worker = optionalWorker("requestedBy", requestedBy, context);
  const event = await findWebhookEvent(db, requireUuid("id", id));
  if (event === undefined) return { outcome: "not_found" };
  if (event.state === "rejected") return { outcome: "wrong_state", event };
  const found = await findWebhookPayload(db, event.id);
  if (found.outcome !== "found") return { outcome: "payload_removed", event };
  const { origin, pathname } = new URL(url);
  const record = transitionRow(
    {
      row: event,
      transition: "forwarded",
      worker,
      // A query can hold a secret.
      reason: keptReason(`to ${origin}${pathname}`.slice(0, 1000), context),
    },
    atOneInstant(context),
  );
  // Before it is sent, so that no crash leaves a forwarding without its record.
  await db.insertInto("webhook_transitions").values(record).execute();
  const kept = Object.entries(event.headers ?? {}).filter(([name]) => !ofConnection.has(name));
  const headers = new Map(kept);
  const signature = source?.signAgain?.({ headers, body: found.payload }) ?? {};
  return {
    outcome: "ready",
    url,
    headers: { ...Object.fromEntries(headers), ...signature },
    isSigned: Object.keys(signature).length > 0,
    body: found.payload,
  };
}
