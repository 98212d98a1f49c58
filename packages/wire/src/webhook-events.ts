import { webhookEventStates, webhookTransitions } from "@handsfree/schema";
import Type, { type Static } from "typebox";
import { named, type NamedSchema } from "./named-schema.ts";
import { type PageJson, pageOf } from "./page.ts";
import { type Renderer, rendererOf } from "./render.ts";
import { Nullable, OneOf, Time, Uuid } from "./values.ts";
import { expandedOf, orNull } from "./record-summaries.ts";

/** The schema of a webhook event, `WebhookEvent` in openapi.json. */
export const WebhookEventSchema = named("WebhookEvent", {
  id: Uuid,
  source: Type.String(),
  event_type: Nullable(Type.String()),
  delivery_id: Nullable(Type.String({ description: "The sender's id" })),
  signature_ok: Type.Boolean(),
  rejection: Nullable(Type.String({ description: "Why a forged one was rejected" })),
  duplicates: Type.Integer({ description: "How often it came again" }),
  last_duplicate_at: Nullable(Time),
  headers: Nullable(
    Type.Record(Type.String(), Type.String(), { description: "The headers that are kept" }),
  ),
  body_bytes: Nullable(Type.Integer()),
  body_sha256: Nullable(Type.String()),
  payload_removed_at: Nullable(Time),
  received_at: Time,
  state: OneOf(webhookEventStates),
  attempts: Type.Integer({ description: "Since it was received, replayed or revived" }),
  next_attempt_at: Nullable(Time),
  worker: Nullable(Type.String({ description: "The worker that has it, or had it last" })),
  lease_expires_at: Nullable(Time),
  last_error: Nullable(Type.String()),
  completed_at: Nullable(Time),
  replay_id: Nullable(Uuid),
  state_before_replay: Nullable(OneOf(webhookEventStates)),
});
/** A webhook event: a delivery without its body. */
export type WebhookEventJson = Static<typeof WebhookEventSchema>;

/** Renders a webhook event. It leaves out the body and the token of its lease. */
export const renderWebhookEvent: Renderer<WebhookEventJson> = rendererOf(WebhookEventSchema);

/** The schema of a transition of a webhook event, `WebhookTransition` in openapi.json. */
export const WebhookTransitionSchema = named("WebhookTransition", {
  id: Uuid,
  transition: OneOf(webhookTransitions),
  attempt: Type.Integer({ description: "0 before the first" }),
  worker: Nullable(Type.String({ description: "The worker or the person that made it" })),
  replay_id: Nullable(Uuid),
  reason: Nullable(Type.String()),
  created_at: Time,
});
/** A change of a webhook event. */
export type WebhookTransitionJson = Static<typeof WebhookTransitionSchema>;

/** The schema of a page of transitions, `WebhookTransitionPage` in openapi.json. */
export const WebhookTransitionPageSchema: NamedSchema<PageJson<WebhookTransitionJson>> =
  pageOf(WebhookTransitionSchema);

/** Renders a transition. It leaves out the id of its event. */
export const renderWebhookTransition: Renderer<WebhookTransitionJson> =
  rendererOf(WebhookTransitionSchema);

/** The schema of the receipt of a delivery, `WebhookReceipt` in openapi.json. */
export const WebhookReceiptSchema = named("WebhookReceipt", {
  event_id: Uuid,
  duplicate: Type.Boolean({ description: "Whether it was there before" }),
});
/** The answer to a delivery that was stored; `duplicate` says whether it was there before. */
export type WebhookReceiptJson = Static<typeof WebhookReceiptSchema>;

/** The schema of a webhook event with what `expand` adds, `ExpandedWebhookEvent` in openapi.json. */
export const ExpandedWebhookEventSchema = expandedOf(WebhookEventSchema, {
  last_transition: orNull(WebhookTransitionSchema, "Its last change; null before the first"),
});
/** A webhook event, with what `expand` adds. */
export type ExpandedWebhookEventJson = Static<typeof ExpandedWebhookEventSchema>;

/** The schema of a page of them, `ExpandedWebhookEventPage` in openapi.json. */
export const ExpandedWebhookEventPageSchema: NamedSchema<PageJson<ExpandedWebhookEventJson>> =
  pageOf(ExpandedWebhookEventSchema);
