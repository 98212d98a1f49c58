import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  findWebhookEvent,
  findWebhookPayload,
  listWebhookEvents,
  type WebhookEvent,
  type WebhookPayload,
} from "@handsfree/repositories";
import { webhookEventStates } from "@handsfree/schema";
import Type, { type Static } from "typebox";
import type { Services } from "../services.ts";
import { Problem, problemResponses } from "../http/problem.ts";
import {
  IdParameters,
  listQuery,
  NoQuery,
  Nullable,
  OneOf,
  pageOf,
  renderPage,
  Time,
  toPageRequest,
  Uuid,
} from "../http/schemas.ts";

export const WebhookEventSchema = Type.Object({
  id: Uuid,
  source: Type.String(),
  event_type: Nullable(Type.String()),
  delivery_id: Nullable(Type.String()),
  signature_ok: Type.Boolean(),
  rejection: Nullable(Type.String({ description: "Why a forged one was rejected" })),
  duplicates: Type.Integer({ description: "How often it came again" }),
  last_duplicate_at: Nullable(Time),
  headers: Nullable(
    Type.Record(Type.String(), Type.String(), { description: "Those that are kept" }),
  ),
  body_bytes: Nullable(Type.Integer()),
  body_sha256: Nullable(Type.String()),
  payload_removed_at: Nullable(Time),
  received_at: Time,
  state: OneOf(webhookEventStates),
  attempts: Type.Integer({ description: "Since it was received, replayed or revived" }),
  next_attempt_at: Nullable(Time),
  worker: Nullable(Type.String({ description: "Who works on it, or did last" })),
  lease_expires_at: Nullable(Time),
  last_error: Nullable(Type.String()),
  completed_at: Nullable(Time),
  replay_id: Nullable(Uuid),
  state_before_replay: Nullable(OneOf(webhookEventStates)),
});

/** Events belong to no user, so these routes ask for none. */
export const webhookEventRoutes: FastifyPluginAsyncTypebox<Services> = async (app, { db }) => {
  app.get(
    "/v1/webhook-events",
    {
      schema: {
        operationId: "listWebhookEvents",
        summary: "List deliveries without their bodies, newest first",
        tags: ["webhook events"],
        querystring: listQuery({
          source: Type.Optional(Type.String()),
          event_type: Type.Optional(Type.String()),
          delivery_id: Type.Optional(Type.String({ description: "The sender's id" })),
          signature_ok: Type.Optional(Type.Boolean()),
          state: Type.Optional(OneOf(webhookEventStates)),
        }),
        response: { 200: pageOf(WebhookEventSchema), ...problemResponses(400, 429, 503) },
      },
    },
    async ({ query }) => {
      const page = await listWebhookEvents(db, {
        source: query.source,
        eventType: query.event_type,
        deliveryId: query.delivery_id,
        signatureOk: query.signature_ok,
        state: query.state,
        ...toPageRequest(query),
      });
      return renderPage(page, renderWebhookEvent);
    },
  );

  app.get(
    "/v1/webhook-events/:id",
    {
      schema: {
        operationId: "getWebhookEvent",
        summary: "One delivery, without its body",
        tags: ["webhook events"],
        params: IdParameters,
        querystring: NoQuery,
        response: { 200: WebhookEventSchema, ...problemResponses(400, 404) },
      },
    },
    async ({ params }) => {
      const event = await findWebhookEvent(db, params.id);
      if (event === undefined)
        throw new Problem(404, "not_found", "there is no event with this id");
      return renderWebhookEvent(event);
    },
  );

  app.get(
    "/v1/webhook-events/:id/payload",
    {
      schema: {
        operationId: "getWebhookPayload",
        summary: "The body of a delivery, to the byte",
        tags: ["webhook events"],
        params: IdParameters,
        querystring: NoQuery,
        response: {
          200: {
            description: "The body as it came",
            content: { "application/octet-stream": { schema: Type.String({ format: "binary" }) } },
          },
          ...problemResponses(400, 404, 410, 429, 503),
        },
      },
    },
    async ({ params }, reply) => {
      // Before it is read: it can be 25 MiB.
      const event = await findWebhookEvent(db, params.id);
      app.answerBytes.take(reply, event?.bodyBytes ?? 0, "large answers");
      const payload = requirePayload(await findWebhookPayload(db, params.id));
      // Not the sender's media type: bytes that somebody else wrote must not run in a browser.
      return reply
        .type("application/octet-stream")
        .header("x-content-type-options", "nosniff")
        .send(Buffer.from(payload) as never);
    },
  );
};

function requirePayload(found: WebhookPayload): Uint8Array {
  if (found.outcome === "found") return found.payload;
  if (found.outcome === "removed") {
    throw new Problem(
      410,
      "payload_removed",
      "the body is gone, by its age or by an erasure; the rest of the event is still there",
      { removed_at: found.removedAt.toISOString() },
    );
  }
  throw found.outcome === "not_kept"
    ? new Problem(
        404,
        "payload_not_kept",
        "the body was not kept: it was forged, and was too large or not read",
      )
    : new Problem(404, "not_found", "there is no event with this id");
}

export function renderWebhookEvent(event: WebhookEvent): Static<typeof WebhookEventSchema> {
  return {
    id: event.id,
    source: event.source,
    event_type: event.eventType,
    delivery_id: event.deliveryId,
    signature_ok: event.signatureOk,
    rejection: event.rejection,
    duplicates: event.duplicates,
    last_duplicate_at: event.lastDuplicateAt?.toISOString() ?? null,
    headers: event.headers === null ? null : { ...event.headers },
    body_bytes: event.bodyBytes,
    body_sha256: event.bodySha256,
    payload_removed_at: event.payloadRemovedAt?.toISOString() ?? null,
    received_at: event.receivedAt.toISOString(),
    state: event.state,
    attempts: event.attempts,
    next_attempt_at: event.nextAttemptAt?.toISOString() ?? null,
    worker: event.worker,
    lease_expires_at: event.leaseExpiresAt?.toISOString() ?? null,
    last_error: event.lastError,
    completed_at: event.completedAt?.toISOString() ?? null,
    replay_id: event.replayId,
    state_before_replay: event.stateBeforeReplay,
  };
}
