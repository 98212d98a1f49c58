import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  findWebhookEvent,
  findWebhookPayload,
  listWebhookEvents,
  type WebhookEvent,
} from "@handsfree/repositories";
import Type, { type Static } from "typebox";
import type { Services } from "../services.ts";
import { Problem, problemResponses } from "../http/problem.ts";
import {
  IdParameters,
  listQuery,
  NoQuery,
  Nullable,
  pageOf,
  renderPage,
  Time,
  toPageRequest,
  Uuid,
} from "../http/schemas.ts";

const WebhookEventSchema = Type.Object({
  id: Uuid,
  source: Type.String(),
  event_type: Nullable(Type.String()),
  delivery_id: Nullable(Type.String()),
  signature_ok: Type.Boolean(),
  received_at: Time,
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
          signature_ok: Type.Optional(Type.Boolean()),
        }),
        response: { 200: pageOf(WebhookEventSchema), ...problemResponses(400) },
      },
    },
    async ({ query }) => {
      const page = await listWebhookEvents(db, {
        source: query.source,
        eventType: query.event_type,
        signatureOk: query.signature_ok,
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
          ...problemResponses(400, 404),
        },
      },
    },
    async ({ params }, reply) => {
      const payload = await findWebhookPayload(db, params.id);
      if (payload === undefined) {
        throw new Problem(
          404,
          "not_found",
          "there is no event with this id, or its body was not kept (a forged one that was large)",
        );
      }
      // Not the sender's media type: bytes that somebody else wrote must not run in a browser.
      return reply
        .type("application/octet-stream")
        .header("x-content-type-options", "nosniff")
        .send(Buffer.from(payload) as never);
    },
  );
};

function renderWebhookEvent(event: WebhookEvent): Static<typeof WebhookEventSchema> {
  return {
    id: event.id,
    source: event.source,
    event_type: event.eventType,
    delivery_id: event.deliveryId,
    signature_ok: event.signatureOk,
    received_at: event.receivedAt.toISOString(),
  };
}
