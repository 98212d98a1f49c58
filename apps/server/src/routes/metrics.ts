import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { Registry } from "@prometheus-io/client";
import Type from "typebox";
import { problemResponses } from "../http/problem.ts";
import { NoQuery } from "../http/schemas.ts";
import { measureEvents } from "../metrics/measure-events.ts";
import { measureFeed } from "../metrics/measure-feed.ts";
import { measureQueues } from "../metrics/measure-queues.ts";
import type { Services } from "../services.ts";

export const metricsRoute: FastifyPluginAsyncTypebox<
  Services & { readonly metrics: Registry }
> = async (app, { db, context, metrics }) => {
  const onFailure = (error: unknown): void =>
    app.log.warn({ err: error }, "the database could not be measured");
  measureQueues(metrics, { db, context, onFailure });
  // Before the count of events, which gives new events their places on PostgreSQL.
  measureFeed(metrics, { db, context, onFailure });
  measureEvents(metrics, { db, context, onFailure });
  app.get(
    "/metrics",
    {
      config: { access: { scopes: ["metrics:read"] }, load: "health" },
      schema: {
        operationId: "getMetrics",
        summary: "The metrics of this server, for Prometheus",
        description:
          "The text format of Prometheus. No label holds an id, a name or a text of a person. The queues are measured at most once in ten seconds.",
        tags: ["health"],
        querystring: NoQuery,
        response: {
          200: {
            description: "The text format, version 0.0.4",
            content: { "text/plain": { schema: Type.String() } },
          },
          ...problemResponses(400, 503),
        },
      },
    },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()),
  );
};
