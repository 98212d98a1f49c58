import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  findWebhookEndpoint,
  listWebhookDeliveries,
  redeliverWebhook,
} from "@handsfree/repositories/webhook-endpoints";
import { webhookDeliveryStates } from "@handsfree/schema";
import { OneOf, ref, Uuid } from "@handsfree/wire";
import {
  renderWebhookDelivery,
  ExpandedWebhookDeliveryPageSchema,
  WebhookDeliverySchema,
} from "@handsfree/wire/webhook-endpoints";
import Type from "typebox";
import { contextOf } from "../../access/caller.ts";
import { admins } from "../../access/groups.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { filterOf, IdParameters, listQuery, NoQuery } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";
import { endpointDisabled } from "./operate.ts";
import { noEndpoint, tags } from "./schemas.ts";
import { expandQuery, renderExpandedPage } from "../../expansions/expand.ts";
import { deliveryExpansions } from "../../expansions/records.ts";

const config = { access: admins };

export const webhookDeliveryRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.get(
    "/v1/webhook-endpoints/:id/deliveries",
    {
      config,
      schema: {
        operationId: "listWebhookDeliveries",
        summary: "List the deliveries to an endpoint, newest first",
        tags,
        params: IdParameters,
        querystring: listQuery({
          state: Type.Optional(OneOf(webhookDeliveryStates)),
          ...expandQuery(deliveryExpansions),
        }),
        response: {
          200: ref(ExpandedWebhookDeliveryPageSchema),
          ...problemResponses(400, 404, 429, 503),
        },
      },
    },
    async (request) => {
      const { params, query } = request;
      if ((await findWebhookEndpoint(db, params.id)) === undefined) throw noEndpoint();
      const filter = { ...filterOf(query), endpointId: params.id };
      const page = await listWebhookDeliveries(db, filter);
      return renderExpandedPage(page, renderWebhookDelivery, deliveryExpansions, {
        db,
        context,
        request,
      });
    },
  );

  app.post(
    "/v1/webhook-endpoints/:id/deliveries/:delivery_id/redeliver",
    {
      config,
      schema: {
        operationId: "redeliverWebhook",
        summary: "Make a delivery again, with the same webhook-id and all its attempts",
        tags,
        params: Type.Object({ ...IdParameters.properties, delivery_id: Uuid }),
        querystring: NoQuery,
        response: { 202: ref(WebhookDeliverySchema), ...problemResponses(400, 404, 409) },
      },
    },
    async (request, reply) => {
      const { id: endpointId, delivery_id: id } = request.params;
      const input = { endpointId, id };
      const requested = await redeliverWebhook(db, input, contextOf(request, context));
      if (requested.outcome === "not_found") {
        throw new Problem(404, "not_found", "the endpoint has no delivery with this id");
      }
      if (requested.outcome === "disabled") throw endpointDisabled();
      return reply.code(202).send(renderWebhookDelivery(requested.delivery));
    },
  );
};
