import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  disableWebhookEndpoint,
  enableWebhookEndpoint,
  rotateWebhookSecret,
  testWebhookEndpoint,
  webhookEndpointLimits,
} from "@handsfree/repositories/webhook-endpoints";
import { ref } from "@handsfree/wire";
import {
  GivenWebhookSecretSchema,
  renderWebhookEndpoint,
  WebhookEndpointSchema,
} from "@handsfree/wire/webhook-endpoints";
import Type from "typebox";
import { callerOf, contextOf } from "../../access/caller.ts";
import { admins } from "../../access/groups.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { IdParameters, NoQuery } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";
import { Position, toPosition } from "../events/query.ts";
import { noEndpoint, renderSecret, requireEndpoint, requireSigningKey, tags } from "./schemas.ts";

const config = { access: admins };
const shared = { tags, params: IdParameters, querystring: NoQuery };

export const operateEndpointRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context, webhookSigningKey },
) => {
  app.post(
    "/v1/webhook-endpoints/:id/rotate-secret",
    {
      config: { ...config, idempotency: "secret" },
      schema: {
        ...shared,
        operationId: "rotateWebhookSecret",
        summary: "Give an endpoint a new secret",
        description: "Both secrets sign for a time, so that the receiver can change over.",
        body: Type.Object(
          {
            overlap_seconds: Type.Optional(
              Type.Integer({
                minimum: 0,
                maximum: webhookEndpointLimits.longestOverlapSeconds,
                description: "For how long the old secret signs too. Default 86,400, a day",
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: ref(GivenWebhookSecretSchema), ...problemResponses(400, 404, 409) },
      },
    },
    async (request, reply) => {
      const key = requireSigningKey(webhookSigningKey);
      const input = {
        id: request.params.id,
        overlapSeconds: request.body.overlap_seconds,
        by: callerOf(request).id,
      };
      const rotated = await rotateWebhookSecret(db, input, contextOf(request, context));
      return renderSecret(reply, key, requireEndpoint(rotated));
    },
  );

  app.post(
    "/v1/webhook-endpoints/:id/enable",
    {
      config,
      schema: {
        ...shared,
        operationId: "enableWebhookEndpoint",
        summary: "Send events to a disabled endpoint again",
        description:
          "The deliveries that wait go on. Events since it was disabled are sent if `after` is the `position` of the endpoint.",
        body: Type.Object(
          {
            after: Type.Optional(
              Type.Unsafe<string>({
                ...ref(Position),
                description: "Send the events after this place. Default: the end of the feed",
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: ref(WebhookEndpointSchema), ...problemResponses(400, 404) },
      },
    },
    async (request) => {
      const after = toPosition(request.body.after);
      const input = { id: request.params.id, after, by: callerOf(request).id };
      const enabled = await enableWebhookEndpoint(db, input, contextOf(request, context));
      return renderWebhookEndpoint(requireEndpoint(enabled));
    },
  );

  app.post(
    "/v1/webhook-endpoints/:id/disable",
    {
      config,
      schema: {
        ...shared,
        operationId: "disableWebhookEndpoint",
        summary: "Send no more events to an endpoint",
        response: { 200: ref(WebhookEndpointSchema), ...problemResponses(400, 404) },
      },
    },
    async (request) => {
      const input = { id: request.params.id, by: callerOf(request).id };
      const disabled = await disableWebhookEndpoint(db, input, contextOf(request, context));
      return renderWebhookEndpoint(requireEndpoint(disabled));
    },
  );

  app.post(
    "/v1/webhook-endpoints/:id/test",
    {
      config,
      schema: {
        ...shared,
        operationId: "testWebhookEndpoint",
        summary: "Send an event webhook_endpoint.tested to an endpoint, and to no other",
        response: { 202: ref(WebhookEndpointSchema), ...problemResponses(400, 404, 409) },
      },
    },
    async (request, reply) => {
      const input = { id: request.params.id, by: callerOf(request).id };
      const tested = await testWebhookEndpoint(db, input, contextOf(request, context));
      if (tested.outcome === "not_found") throw noEndpoint();
      if (tested.outcome === "disabled") throw endpointDisabled();
      return reply.code(202).send(renderWebhookEndpoint(tested.endpoint));
    },
  );
};

export function endpointDisabled(): Problem {
  return new Problem(409, "endpoint_disabled", "the endpoint is disabled; enable it first");
}
