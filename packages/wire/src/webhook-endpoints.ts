import { webhookDeliveryStates, disablingReasons, webhookEndpointStates } from "@handsfree/schema";
import Type, { type Static } from "typebox";
import { named, type NamedSchema, ref } from "./named-schema.ts";
import { type PageJson, pageOf } from "./page.ts";
import { type RecordOf, rendererOf } from "./render.ts";
import { Nullable, OneOf, Time, Uuid } from "./values.ts";
import { EventSchema } from "./events.ts";
import { expandedOf, orNull } from "./record-summaries.ts";

const place = "A place in the feed, as in the id of an event";

/** The schema of an endpoint, `WebhookEndpoint` in openapi.json. */
export const WebhookEndpointSchema = named("WebhookEndpoint", {
  id: Uuid,
  user_id: Nullable(
    Type.String({ format: "uuid", description: "Whose events are sent; null for all" }),
  ),
  url: Type.String(),
  description: Nullable(Type.String()),
  types: Nullable(Type.Array(Type.String(), { description: "Null for all types of events" })),
  state: OneOf(webhookEndpointStates),
  disabled_because: Nullable(
    OneOf(disablingReasons, {
      description: "`gone`: it answered 410. `failing`: no attempt of five days succeeded",
    }),
  ),
  disabled_at: Nullable(Time),
  failing_since: Nullable(Time),
  position: Type.String({ description: `${place}, up to which there are deliveries` }),
  previous_secret_until: Nullable(Time),
  created_at: Time,
  created_by: Nullable(Uuid),
  updated_at: Time,
});
/** An address that events are sent to. */
export type WebhookEndpointJson = Static<typeof WebhookEndpointSchema>;

/** The schema of a page of endpoints, `WebhookEndpointPage` in openapi.json. */
export const WebhookEndpointPageSchema: NamedSchema<PageJson<WebhookEndpointJson>> =
  pageOf(WebhookEndpointSchema);

/** The schema of an endpoint with its secret, `GivenWebhookSecret` in openapi.json. */
export const GivenWebhookSecretSchema = named("GivenWebhookSecret", {
  endpoint: ref(WebhookEndpointSchema),
  secret: Type.String({
    description: "`whsec_…`, by which the receiver verifies signatures. It is not shown again",
  }),
});
/** An endpoint and its new secret. */
export type GivenWebhookSecretJson = Static<typeof GivenWebhookSecretSchema>;

/** The schema of a delivery, `WebhookDelivery` in openapi.json. */
export const WebhookDeliverySchema = named("WebhookDelivery", {
  id: Type.String({ format: "uuid", description: "The `webhook-id` of all its attempts" }),
  endpoint_id: Uuid,
  event_id: Type.String({ description: place }),
  type: Type.String(),
  state: OneOf(webhookDeliveryStates),
  attempts: Type.Integer(),
  next_attempt_at: Nullable(Time),
  response_status: Nullable(Type.Integer()),
  last_error: Nullable(Type.String()),
  created_at: Time,
  ended_at: Nullable(Time),
});
/** An event that is sent to an endpoint. */
export type WebhookDeliveryJson = Static<typeof WebhookDeliverySchema>;

/** An endpoint of the domain. */
export type WebhookEndpointRecord = Omit<RecordOf<WebhookEndpointJson>, "position"> & {
  readonly position: number;
};

const renderEndpoint = rendererOf(WebhookEndpointSchema);

/** Renders an endpoint. */
export function renderWebhookEndpoint(endpoint: WebhookEndpointRecord): WebhookEndpointJson {
  return renderEndpoint({ ...endpoint, position: String(endpoint.position) });
}

/** A delivery of the domain. */
export type WebhookDeliveryRecord = Omit<RecordOf<WebhookDeliveryJson>, "eventId"> & {
  readonly eventId: number;
};

const renderDelivery = rendererOf(WebhookDeliverySchema);

/** Renders a delivery. */
export function renderWebhookDelivery(delivery: WebhookDeliveryRecord): WebhookDeliveryJson {
  return renderDelivery({ ...delivery, eventId: String(delivery.eventId) });
}

/** The schema of a delivery with what `expand` adds, `ExpandedWebhookDelivery` in openapi.json. */
export const ExpandedWebhookDeliverySchema = expandedOf(WebhookDeliverySchema, {
  event: orNull(EventSchema, "The event that is sent; null once retention has removed it"),
});
/** A delivery, with what `expand` adds. */
export type ExpandedWebhookDeliveryJson = Static<typeof ExpandedWebhookDeliverySchema>;

/** The schema of a page of them, `ExpandedWebhookDeliveryPage` in openapi.json. */
export const ExpandedWebhookDeliveryPageSchema: NamedSchema<PageJson<ExpandedWebhookDeliveryJson>> =
  pageOf(ExpandedWebhookDeliverySchema);
