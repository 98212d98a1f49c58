import Type, { type Static } from "typebox";
import { named, ref } from "./named-schema.ts";
import type { RecordOf } from "./render.ts";
import { OneOf, Time } from "./values.ts";
import { renderWebhookEvent, type WebhookEventJson, WebhookEventSchema } from "./webhook-events.ts";

/** The schema of a claim of webhook events, `WebhookClaim` in openapi.json. */
export const WebhookClaimSchema = named("WebhookClaim", {
  items: Type.Array(Type.Object({ lease_token: Type.String(), event: ref(WebhookEventSchema) })),
});
/** Events that a worker has claimed, each under its own lease. */
export type WebhookClaimJson = Static<typeof WebhookClaimSchema>;

/** The domain object of one item of `renderWebhookClaim`. */
export interface ClaimedWebhookEventRecord {
  readonly event: RecordOf<WebhookEventJson>;
  readonly lease: { readonly token: string };
}

/** Renders claimed events with the tokens of their leases, which no other answer holds. */
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

/** The schema of the outcome of a report or a request, `WebhookOutcome` in openapi.json. */
export const WebhookOutcomeSchema = named("WebhookOutcome", {
  outcome: Type.String(),
  event: ref(WebhookEventSchema),
});
/** The outcome of a report or a request, with the event as it is now. */
export type WebhookOutcomeJson = Static<typeof WebhookOutcomeSchema>;

/** Renders the outcome of a report or a request. It leaves out the other fields of the domain object. */
export function renderWebhookOutcome({
  outcome,
  event,
}: {
  readonly outcome: string;
  readonly event: RecordOf<WebhookEventJson>;
}): WebhookOutcomeJson {
  return { outcome, event: renderWebhookEvent(event) };
}

/** The schema of an event's lease after a heartbeat, `ExtendedWebhookLease` in openapi.json. */
export const ExtendedWebhookLeaseSchema = named("ExtendedWebhookLease", {
  outcome: OneOf(["extended"]),
  expires_at: Time,
});
/** A lease of an event that a heartbeat extended. */
export type ExtendedWebhookLeaseJson = Static<typeof ExtendedWebhookLeaseSchema>;
