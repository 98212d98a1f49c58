import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  countReplay,
  findReplay,
  listReplays,
  replayWebhookEvents,
  resumeReplay,
  stopReplay,
  type WebhookReplay,
} from "@handsfree/repositories/webhooks";
import { replayableStates } from "@handsfree/schema";
import { fieldsOf, OneOf, ref, renderPage } from "@handsfree/wire";
import {
  renderReplayCount,
  renderStoppedReplay,
  renderWebhookReplay,
  ReplayCountSchema,
  StoppedReplaySchema,
  WebhookReplayPageSchema,
  WebhookReplaySchema,
} from "@handsfree/wire/webhooks";
import Type, { type Static } from "typebox";
import { exactText } from "../../http/exact-text.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import {
  filterOf,
  IdParameters,
  listQuery,
  Name,
  NoQuery,
  RequestReason,
  toTime,
} from "../../http/schemas.ts";
import { callerOf } from "../../access/caller.ts";
import { webhookReaders, webhookWorkers } from "../../access/groups.ts";
import type { Services } from "../../services.ts";

const Instant = Type.String({ format: "date-time" });

const ReplayRequestFilter = Type.Object(
  {
    source: Type.Optional(ref(Name)),
    event_type: Type.Optional(ref(Name)),
    states: Type.Optional(
      Type.Array(OneOf(replayableStates), { minItems: 1, description: "Default all four" }),
    ),
    since: Type.Optional(Instant),
    until: Type.Optional(Instant),
    replayed_before: Type.Optional(
      Type.String({ format: "date-time", description: "Or never replayed at all" }),
    ),
  },
  { additionalProperties: false },
);

/** Replays, which make events due again together. */
export const replayRoutes: FastifyPluginAsyncTypebox<Services> = async (app, { db, context }) => {
  app.post(
    "/v1/webhook-replays",
    {
      config: { access: webhookWorkers },
      schema: {
        operationId: "replayWebhookEvents",
        summary: "Make all events that match due again, or count them",
        tags: ["webhook replays"],
        querystring: NoQuery,
        body: Type.Object(
          {
            filter: ReplayRequestFilter,
            dry_run: Type.Optional(Type.Boolean({ description: "Count, and change nothing" })),
            id: Type.Optional(
              Type.String({
                format: "uuid",
                description:
                  "An id of the caller's own; the same request with it goes on after an interruption",
              }),
            ),
            events_per_second: Type.Optional(
              Type.Number({ description: "From 0.001 to 100,000. Default all at once" }),
            ),
            ...RequestReason.properties,
          },
          { additionalProperties: false },
        ),
        response: {
          200: ref(ReplayCountSchema),
          201: ref(WebhookReplaySchema),
          ...problemResponses(400),
        },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const filter = toFilter(body.filter);
      if (body.dry_run) {
        return reply.send(renderReplayCount(await countReplay(db, filter, context)));
      }
      const requestedBy = callerOf(request).id;
      const replay = await replayWebhookEvents(
        db,
        { ...fieldsOf(body), filter, requestedBy },
        context,
      );
      return reply
        .code(201)
        .header("location", `/v1/webhook-replays/${replay.id}`)
        .send(renderWebhookReplay(replay));
    },
  );

  app.get(
    "/v1/webhook-replays",
    {
      config: { access: webhookReaders },
      schema: {
        operationId: "listWebhookReplays",
        summary: "List replays, newest first",
        tags: ["webhook replays"],
        querystring: listQuery({}),
        response: { 200: ref(WebhookReplayPageSchema), ...problemResponses(400) },
      },
    },
    async ({ query }) =>
      renderPage(await listReplays(db, filterOf(query)), renderWebhookReplay, exactText),
  );

  app.get(
    "/v1/webhook-replays/:id",
    {
      config: { access: webhookReaders },
      schema: {
        operationId: "getWebhookReplay",
        summary: "A replay, and its progress",
        tags: ["webhook replays"],
        params: IdParameters,
        querystring: NoQuery,
        response: { 200: ref(WebhookReplaySchema), ...problemResponses(400, 404) },
      },
    },
    async ({ params }) => renderWebhookReplay(requireReplay(await findReplay(db, params.id))),
  );

  app.post(
    "/v1/webhook-replays/:id/resume",
    {
      config: { access: webhookWorkers },
      schema: {
        operationId: "resumeWebhookReplay",
        summary: "Go on with a replay that was interrupted",
        tags: ["webhook replays"],
        params: IdParameters,
        querystring: NoQuery,
        response: { 200: ref(WebhookReplaySchema), ...problemResponses(400, 404) },
      },
    },
    async ({ params }) =>
      renderWebhookReplay(requireReplay(await resumeReplay(db, params.id, {}, context))),
  );

  app.post(
    "/v1/webhook-replays/:id/stop",
    {
      config: { access: webhookWorkers },
      schema: {
        operationId: "stopWebhookReplay",
        summary: "Stop a replay; events that are not claimed go back to their earlier state",
        tags: ["webhook replays"],
        params: IdParameters,
        querystring: NoQuery,
        body: ref(RequestReason),
        response: { 200: ref(StoppedReplaySchema), ...problemResponses(400, 404) },
      },
    },
    async (request) => {
      const { params, body } = request;
      const stop = { ...params, ...fieldsOf(body), requestedBy: callerOf(request).id };
      const stopped = await stopReplay(db, stop, context);
      if (stopped.outcome === "not_found") throw notFound();
      return renderStoppedReplay(stopped);
    },
  );
};

function toFilter({
  replayed_before: replayedBefore,
  ...filter
}: Static<typeof ReplayRequestFilter>) {
  return { ...filterOf(filter), replayedBefore: toTime(replayedBefore) };
}

function requireReplay(replay: WebhookReplay | undefined): WebhookReplay {
  if (replay === undefined) throw notFound();
  return replay;
}

function notFound(): Problem {
  return new Problem(404, "not_found", "there is no replay with this id");
}
