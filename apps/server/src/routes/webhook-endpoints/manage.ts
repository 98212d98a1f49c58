import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  changeWebhookEndpoint,
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  findWebhookEndpoint,
  listWebhookEndpoints,
} from "@handsfree/repositories/webhook-endpoints";
import { Nullable, ref, renderPage } from "@handsfree/wire";
import {
  GivenWebhookSecretSchema,
  renderWebhookEndpoint,
  WebhookEndpointPageSchema,
  WebhookEndpointSchema,
} from "@handsfree/wire/webhook-endpoints";
import Type from "typebox";
import { callerOf, contextOf } from "../../access/caller.ts";
import { admins } from "../../access/groups.ts";
import { exactText } from "../../http/exact-text.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { filterOf, IdParameters, listQuery, NoQuery } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";
import { AddressRules } from "@handsfree/executors/outgoing";
import {
  Description,
  noEndpoint,
  renderSecret,
  requireAllowed,
  requireEndpoint,
  requireSigningKey,
  tags,
  Types,
  Url,
} from "./schemas.ts";

const config = { access: admins };

export const webhookEndpointRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context, webhookSigningKey, webhookAddresses = new AddressRules("") },
) => {
  app.get(
    "/v1/webhook-endpoints",
    {
      config,
      schema: {
        operationId: "listWebhookEndpoints",
        summary: "List the addresses that events are sent to, newest first",
        tags,
        querystring: listQuery({}),
        response: { 200: ref(WebhookEndpointPageSchema), ...problemResponses(400, 429, 503) },
      },
    },
    async ({ query }) =>
      renderPage(await listWebhookEndpoints(db, filterOf(query)), renderWebhookEndpoint, exactText),
  );

  app.post(
    "/v1/webhook-endpoints",
    {
      config: { ...config, idempotency: "secret" },
      schema: {
        operationId: "createWebhookEndpoint",
        summary: "Send events to an address, from now on",
        description:
          "Deliveries are signed as Standard Webhooks. Their body is `{type, timestamp, data}`, where `data` is the Event. Any 2xx is a success; other deliveries are repeated for about three days, with the same webhook-id. 410 disables the endpoint, and so do five days without a success.",
        tags,
        querystring: NoQuery,
        body: Type.Object(
          {
            url: Url,
            user_id: Type.Optional(
              Nullable(
                Type.String({
                  format: "uuid",
                  description:
                    "Only events of this user's records. Default: those of all users, and those of webhook events",
                }),
              ),
            ),
            description: Type.Optional(Description),
            types: Type.Optional(Types),
          },
          { additionalProperties: false },
        ),
        response: { 201: ref(GivenWebhookSecretSchema), ...problemResponses(400, 404, 409) },
      },
    },
    async (request, reply) => {
      const key = requireSigningKey(webhookSigningKey);
      requireAllowed(webhookAddresses, request.body.url);
      const { user_id: userId, ...rest } = request.body;
      const input = { ...rest, userId, by: callerOf(request).id };
      const created = await createWebhookEndpoint(db, input, contextOf(request, context));
      if (created.outcome === "user_not_found") {
        throw new Problem(404, created.outcome, "there is no such user", { field: "user_id" });
      }
      if (created.outcome === "too_many") {
        const detail = `there are ${created.limit} endpoints already; delete one first`;
        throw new Problem(409, created.outcome, detail, { limit: created.limit });
      }
      const { endpoint } = created;
      return reply
        .code(201)
        .header("location", `/v1/webhook-endpoints/${endpoint.id}`)
        .send(renderSecret(reply, key, endpoint));
    },
  );

  app.get(
    "/v1/webhook-endpoints/:id",
    {
      config,
      schema: {
        operationId: "getWebhookEndpoint",
        summary: "An endpoint by its id",
        tags,
        params: IdParameters,
        querystring: NoQuery,
        response: { 200: ref(WebhookEndpointSchema), ...problemResponses(400, 404) },
      },
    },
    async ({ params }) => {
      const endpoint = await findWebhookEndpoint(db, params.id);
      if (endpoint === undefined) throw noEndpoint();
      return renderWebhookEndpoint(endpoint);
    },
  );

  app.patch(
    "/v1/webhook-endpoints/:id",
    {
      config,
      schema: {
        operationId: "changeWebhookEndpoint",
        summary: "Change the address, the description or the types of an endpoint",
        description:
          "A new address is about all deliveries that wait; new types are about later events.",
        tags,
        params: IdParameters,
        querystring: NoQuery,
        body: Type.Object(
          {
            url: Type.Optional(Url),
            description: Type.Optional(Description),
            types: Type.Optional(Types),
          },
          { additionalProperties: false, minProperties: 1 },
        ),
        response: { 200: ref(WebhookEndpointSchema), ...problemResponses(400, 404) },
      },
    },
    async (request) => {
      requireAllowed(webhookAddresses, request.body.url);
      const input = { ...request.body, id: request.params.id, by: callerOf(request).id };
      const changed = await changeWebhookEndpoint(db, input, contextOf(request, context));
      return renderWebhookEndpoint(requireEndpoint(changed));
    },
  );

  app.delete(
    "/v1/webhook-endpoints/:id",
    {
      config,
      schema: {
        operationId: "deleteWebhookEndpoint",
        summary: "Delete an endpoint with its deliveries",
        tags,
        params: IdParameters,
        querystring: NoQuery,
        response: {
          204: Type.Null({ description: "It is deleted" }),
          ...problemResponses(400, 404),
        },
      },
    },
    async (request, reply) => {
      const input = { id: request.params.id, by: callerOf(request).id };
      const deleted = await deleteWebhookEndpoint(db, input, contextOf(request, context));
      if (deleted.outcome === "not_found") throw noEndpoint();
      return reply.code(204).send(null);
    },
  );
};
