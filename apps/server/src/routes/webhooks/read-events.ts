import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  findWebhookEvent,
  findWebhookPayload,
  listWebhookEvents,
  type WebhookPayload,
} from "@handsfree/repositories/webhooks";
import { webhookEventStates } from "@handsfree/schema";
import { OneOf, ref } from "@handsfree/wire";
import {
  renderWebhookEvent,
  ExpandedWebhookEventPageSchema,
  ExpandedWebhookEventSchema,
} from "@handsfree/wire/webhooks";
import Type from "typebox";
import { Problem, problemResponses } from "../../http/problem.ts";
import { filterOf, IdParameters, listQuery, NoQuery } from "../../http/schemas.ts";
import { webhookReaders } from "../../access/groups.ts";
import type { Services } from "../../services.ts";
import {
  expandQuery,
  recordQuery,
  renderExpanded,
  renderExpandedPage,
} from "../../expansions/expand.ts";
import { webhookEventExpansions } from "../../expansions/records.ts";

/** Events belong to no user, so these routes ask for none. */
export const readWebhookEventRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.get(
    "/v1/webhook-events",
    {
      config: { access: webhookReaders },
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
          ...expandQuery(webhookEventExpansions),
        }),
        response: { 200: ref(ExpandedWebhookEventPageSchema), ...problemResponses(400, 429, 503) },
      },
    },
    async (request) => {
      const page = await listWebhookEvents(db, filterOf(request.query));
      return renderExpandedPage(page, renderWebhookEvent, webhookEventExpansions, {
        db,
        context,
        request,
      });
    },
  );

  app.get(
    "/v1/webhook-events/:id",
    {
      config: { access: webhookReaders },
      schema: {
        operationId: "getWebhookEvent",
        summary: "One delivery, without its body",
        tags: ["webhook events"],
        params: IdParameters,
        querystring: recordQuery(webhookEventExpansions),
        response: { 200: ref(ExpandedWebhookEventSchema), ...problemResponses(400, 404) },
      },
    },
    async (request) => {
      const event = await findWebhookEvent(db, request.params.id);
      if (event === undefined)
        throw new Problem(404, "not_found", "there is no event with this id");
      return renderExpanded(event, renderWebhookEvent, webhookEventExpansions, {
        db,
        context,
        request,
      });
    },
  );

  app.get(
    "/v1/webhook-events/:id/payload",
    {
      config: { access: webhookReaders },
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
      // The memory is taken before the body is read, which can have 25 MiB.
      const event = await findWebhookEvent(db, params.id);
      app.answerBytes.take(reply, event?.bodyBytes ?? 0);
      const payload = requirePayload(await findWebhookPayload(db, params.id));
      // Not the sender's media type: bytes of a stranger must not run in a browser.
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
      "the body was removed, by its age or by an erasure; the rest of the event is still there",
      { removed_at: found.removedAt.toISOString() },
    );
  }
  throw found.outcome === "not_kept"
    ? new Problem(
        404,
        "payload_not_kept",
        "the body was not kept: the delivery was forged, and its body was too large or not read",
      )
    : new Problem(404, "not_found", "there is no event with this id");
}
