import Type from "typebox";
import { named, type NamedSchema, ref } from "./named-schema.ts";
import type { RecordOf } from "./render.ts";
import { OneOf, Time } from "./values.ts";
import { renderWebhookEvent, type WebhookEventJson, WebhookEventSchema } from "./webhook-events.ts";

/** Events that a worker has claimed, each under its own lease. */
export interface WebhookClaimJson {
  items: {
    /** Needed by heartbeats and reports; no other answer holds it. */
    lease_token: string;
    event: WebhookEventJson;
  }[];
}

export const WebhookClaimSchema: NamedSchema<WebhookClaimJson> = named("WebhookClaim", {
  items: Type.Array(Type.Object({ lease_token: Type.String(), event: ref(WebhookEventSchema) })),
});

/** What one claimed event is rendered from. */
export interface ClaimedWebhookEventRecord {
  readonly event: RecordOf<WebhookEventJson>;
  readonly lease: { readonly token: string };
}

export function renderWebhookClaim(
  claimed: readonly ClaimedWebhookEventRecord[],
): WebhookClaimJson {
  return {
    items: claimed.map(({ event, lease }) => ({
      lease_token: lease.token,
      event: renderWebhookEvent(event),
    })),
  };
}

/** The outcome of a report or a request, with the event as it is now. */
export interface WebhookOutcomeJson {
  outcome: string;
  event: WebhookEventJson;
}

export const WebhookOutcomeSchema: NamedSchema<WebhookOutcomeJson> = named("WebhookOutcome", {
  outcome: Type.String(),
  event: ref(WebhookEventSchema),
});

export function renderWebhookOutcome({
  outcome,
  event,
}: {
  readonly outcome: string;
  readonly event: RecordOf<WebhookEventJson>;
}): WebhookOutcomeJson {
  return { outcome, event: renderWebhookEvent(event) };
}

/** A lease of an event that goes on. */
export interface ExtendedWebhookLeaseJson {
  outcome: "extended";
  expires_at: string;
}

export const ExtendedWebhookLeaseSchema: NamedSchema<ExtendedWebhookLeaseJson> = named(
  "ExtendedWebhookLease",
  { outcome: OneOf(["extended"]), expires_at: Time },
);
