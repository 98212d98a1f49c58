import type { WebhookEventState, WebhookTransition } from "@handsfree/schema";
import Type from "typebox";
import { named, type NamedSchema } from "./named-schema.ts";
import { type PageJson, pageOf } from "./page.ts";
import { type Renderer, rendererOf } from "./render.ts";
import { Nullable, OneOf, Time, Uuid } from "./values.ts";
import { webhookEventStates, webhookTransitions } from "./words.ts";

/** A delivery, without its body. */
export interface WebhookEventJson {
  id: string;
  source: string;
  event_type: string | null;
  /** The sender's id. */
  delivery_id: string | null;
  signature_ok: boolean;
  /** Why a forged one was rejected. */
  rejection: string | null;
  /** How often it came again. */
  duplicates: number;
  last_duplicate_at: string | null;
  /** The headers that are kept, by lower-case name. */
  headers: Record<string, string> | null;
  body_bytes: number | null;
  body_sha256: string | null;
  payload_removed_at: string | null;
  received_at: string;
  state: WebhookEventState;
  /** Since it was received, replayed or revived. */
  attempts: number;
  next_attempt_at: string | null;
  /** The worker that has it, or had it last. */
  worker: string | null;
  lease_expires_at: string | null;
  last_error: string | null;
  completed_at: string | null;
  replay_id: string | null;
  state_before_replay: WebhookEventState | null;
}

export const WebhookEventSchema: NamedSchema<WebhookEventJson> = named("WebhookEvent", {
  id: Uuid,
  source: Type.String(),
  event_type: Nullable(Type.String()),
  delivery_id: Nullable(Type.String()),
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

export const WebhookEventPageSchema: NamedSchema<PageJson<WebhookEventJson>> =
  pageOf(WebhookEventSchema);

export const renderWebhookEvent: Renderer<WebhookEventJson> = rendererOf(WebhookEventSchema);

/** A change of a webhook event. */
export interface WebhookTransitionJson {
  id: string;
  transition: WebhookTransition;
  /** 0 before the first. */
  attempt: number;
  /** The worker or the person that made it. */
  worker: string | null;
  replay_id: string | null;
  reason: string | null;
  created_at: string;
}

export const WebhookTransitionSchema: NamedSchema<WebhookTransitionJson> = named(
  "WebhookTransition",
  {
    id: Uuid,
    transition: OneOf(webhookTransitions),
    attempt: Type.Integer({ description: "0 before the first" }),
    worker: Nullable(Type.String({ description: "The worker or the person that made it" })),
    replay_id: Nullable(Uuid),
    reason: Nullable(Type.String()),
    created_at: Time,
  },
);

export const WebhookTransitionPageSchema: NamedSchema<PageJson<WebhookTransitionJson>> =
  pageOf(WebhookTransitionSchema);

export const renderWebhookTransition: Renderer<WebhookTransitionJson> =
  rendererOf(WebhookTransitionSchema);

/** The answer to a delivery that was taken in. */
export interface WebhookReceiptJson {
  event_id: string;
  /** Whether it was there before. */
  duplicate: boolean;
}

export const WebhookReceiptSchema: NamedSchema<WebhookReceiptJson> = named("WebhookReceipt", {
  event_id: Uuid,
  duplicate: Type.Boolean({ description: "Whether it was there before" }),
});
