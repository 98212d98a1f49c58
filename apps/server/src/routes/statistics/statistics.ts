import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  bucketWidths,
  countActionLogs,
  countCommands,
  countPendingActions,
  countWebhookEvents,
  webhookEventNames,
} from "@handsfree/repositories/statistics";
import type { Database } from "@handsfree/schema";
import { OneOf, ref } from "@handsfree/wire";
import { renderStatistics, StatisticsSchema } from "@handsfree/wire/statistics";
import type { FastifyReply } from "fastify";
import type { Kysely } from "kysely";
import Type from "typebox";
import { readerOf } from "../../access/caller.ts";
import { actionAuditors, commandReaders, webhookReaders } from "../../access/groups.ts";
import { onceEnded } from "../../http/once-ended.ts";
import { problemResponses } from "../../http/problem.ts";
import { filterOf, rangeQuery, ReaderHeaders } from "../../http/schemas.ts";
import { whileWanted } from "../../http/while-wanted.ts";
import type { Services } from "../../services.ts";

/** How long the counting may take, in milliseconds. */
const timeLimit = 20_000;

const range = {
  ...rangeQuery,
  bucket: Type.Optional(
    OneOf(bucketWidths, {
      description:
        "How long a bucket is. Default: an hour for up to 2 days, a day for up to 200 days, else a week",
    }),
  ),
};
const tags = ["statistics"];
const response = { 200: ref(StatisticsSchema), ...problemResponses(400, 429, 503) };
const description =
  "Counts in all, by name, and by buckets of UTC, of which there can be 1000. Without `since` the last 30 days are counted, and without `until` all until now.";

/** Counts of each kind of record, for those who may read its list. */
export const statisticsRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  /** Ends the counting when the caller has gone, or after the time limit. */
  const count = <Counted>(
    reply: FastifyReply,
    run: (connection: Kysely<Database>) => Promise<Counted>,
  ): Promise<Counted> => {
    const wanted = whileWanted(reply, app.closingSignal);
    onceEnded(reply.raw, () => wanted.release());
    const signal = AbortSignal.any([wanted.signal, AbortSignal.timeout(timeLimit)]);
    return db.connection().execute(run, { signal });
  };

  app.get(
    "/v1/statistics/pending-actions",
    {
      config: { access: actionAuditors, oneAtATime: true },
      schema: {
        operationId: "countPendingActions",
        summary:
          "Count the proposed actions by type, state and time, and how fast they are answered",
        description: `${description} The names are action types and the outcomes states. The time is that from the proposal to a person's answer.`,
        tags,
        headers: ReaderHeaders,
        querystring: Type.Object(range, { additionalProperties: false }),
        response,
      },
    },
    async (request, reply) => {
      const filter = { ...filterOf(request.query), ...readerOf(request) };
      return renderStatistics(
        await count(reply, (connection) => countPendingActions(connection, filter, context)),
      );
    },
  );

  app.get(
    "/v1/statistics/action-logs",
    {
      config: { access: actionAuditors, oneAtATime: true },
      schema: {
        operationId: "countActionLogs",
        summary: "Count what was done by type and time, and how often it failed",
        description: `${description} The names are action types; the outcomes are ok and failed. No time is measured.`,
        tags,
        headers: ReaderHeaders,
        querystring: Type.Object(
          { ...range, ok: Type.Optional(Type.Boolean()) },
          { additionalProperties: false },
        ),
        response,
      },
    },
    async (request, reply) => {
      const filter = { ...filterOf(request.query), ...readerOf(request) };
      return renderStatistics(
        await count(reply, (connection) => countActionLogs(connection, filter, context)),
      );
    },
  );

  app.get(
    "/v1/statistics/commands",
    {
      config: { access: commandReaders, oneAtATime: true },
      schema: {
        operationId: "countCommands",
        summary: "Count the commands by intent, status and time, and how fast they are answered",
        description: `${description} The names are intents and the outcomes statuses. The time is the latency that the commands were recorded with.`,
        tags,
        headers: ReaderHeaders,
        querystring: Type.Object(range, { additionalProperties: false }),
        response,
      },
    },
    async (request, reply) => {
      const filter = { ...filterOf(request.query), ...readerOf(request) };
      return renderStatistics(
        await count(reply, (connection) => countCommands(connection, filter, context)),
      );
    },
  );

  app.get(
    "/v1/statistics/webhook-events",
    {
      config: { access: webhookReaders, oneAtATime: true },
      schema: {
        operationId: "countWebhookEvents",
        summary:
          "Count the deliveries by source, type or rejection, and how fast they are processed",
        description: `${description} The outcomes are states. The time is that from the receipt to the end of the work, of events that were not replayed.`,
        tags,
        querystring: Type.Object(
          {
            ...range,
            by: Type.Optional(
              OneOf(webhookEventNames, { description: "What the names are. Default source" }),
            ),
            source: Type.Optional(Type.String()),
          },
          { additionalProperties: false },
        ),
        response,
      },
    },
    async ({ query }, reply) =>
      renderStatistics(
        await count(reply, (connection) =>
          countWebhookEvents(connection, filterOf(query), context),
        ),
      ),
  );
};
