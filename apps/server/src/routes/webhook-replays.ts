import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  countReplay,
  findReplay,
  listReplays,
  maximumTextLength,
  replayableStates,
  replayWebhookEvents,
  resumeReplay,
  stopReplay,
  type WebhookReplay,
} from "@handsfree/repositories";
import Type, { type Static } from "typebox";
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
import type { Services } from "../services.ts";

const Text = Type.String({ minLength: 1, maxLength: maximumTextLength });
const Instant = Type.String({ format: "date-time" });

const filterProperties = {
  source: Type.Optional(Text),
  event_type: Type.Optional(Text),
  states: Type.Optional(
    Type.Array(OneOf(replayableStates), { minItems: 1, description: "Default all four" }),
  ),
  since: Type.Optional(Instant),
  until: Type.Optional(Instant),
  replayed_before: Type.Optional(
    Type.String({ format: "date-time", description: "Or never replayed at all" }),
  ),
};
const FilterSchema = Type.Object(filterProperties, { additionalProperties: false });

const ReplaySchema = Type.Object({
  id: Uuid,
  filter: Type.Object({ ...filterProperties, event_id: Type.Optional(Uuid) }),
  requested_by: Nullable(Type.String()),
  reason: Nullable(Type.String()),
  events: Type.Integer({ description: "How many matched when it began" }),
  marked: Type.Integer({ description: "How many it has made due" }),
  events_per_second: Nullable(Type.Number()),
  completed_at: Nullable(Time),
  stopped_at: Nullable(Time),
  created_at: Time,
});

const CountSchema = Type.Object({
  dry_run: Type.Literal(true),
  events: Type.Integer(),
  payload_removed: Type.Integer({ description: "Left alone, since their bodies are gone" }),
});

/** Events that are made due again together. */
export const webhookReplayRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.post(
    "/v1/webhook-replays",
    {
      schema: {
        operationId: "replayWebhookEvents",
        summary: "Make all events that match due again, or count them",
        tags: ["webhook replays"],
        querystring: NoQuery,
        body: Type.Object(
          {
            filter: FilterSchema,
            dry_run: Type.Optional(Type.Boolean({ description: "Count, and change nothing" })),
            id: Type.Optional(
              Type.String({
                format: "uuid",
                description:
                  "The caller's own; the same request with it goes on where it was cut off",
              }),
            ),
            events_per_second: Type.Optional(
              Type.Number({ description: "From 0.001 to 100,000. Default all at once" }),
            ),
            requested_by: Type.Optional(Text),
            reason: Type.Optional(Text),
          },
          { additionalProperties: false },
        ),
        response: { 200: CountSchema, 201: ReplaySchema, ...problemResponses(400) },
      },
    },
    async ({ body }, reply) => {
      const filter = toFilter(body.filter);
      if (body.dry_run) {
        const { events, payloadRemoved } = await countReplay(db, filter, context);
        return reply.send({ dry_run: true, events, payload_removed: payloadRemoved });
      }
      const replay = await replayWebhookEvents(
        db,
        {
          filter,
          id: body.id,
          eventsPerSecond: body.events_per_second,
          requestedBy: body.requested_by,
          reason: body.reason,
        },
        context,
      );
      return reply.code(201).send(renderReplay(replay));
    },
  );

  app.get(
    "/v1/webhook-replays",
    {
      schema: {
        operationId: "listWebhookReplays",
        summary: "List replays, newest first",
        tags: ["webhook replays"],
        querystring: listQuery({}),
        response: { 200: pageOf(ReplaySchema), ...problemResponses(400) },
      },
    },
    async ({ query }) => renderPage(await listReplays(db, toPageRequest(query)), renderReplay),
  );

  app.get(
    "/v1/webhook-replays/:id",
    {
      schema: {
        operationId: "getWebhookReplay",
        summary: "A replay, and how far it is",
        tags: ["webhook replays"],
        params: IdParameters,
        querystring: NoQuery,
        response: { 200: ReplaySchema, ...problemResponses(400, 404) },
      },
    },
    async ({ params }) => renderReplay(requireReplay(await findReplay(db, params.id))),
  );

  app.post(
    "/v1/webhook-replays/:id/resume",
    {
      schema: {
        operationId: "resumeWebhookReplay",
        summary: "Go on with a replay that was cut off",
        tags: ["webhook replays"],
        params: IdParameters,
        querystring: NoQuery,
        response: { 200: ReplaySchema, ...problemResponses(400, 404) },
      },
    },
    async ({ params }) =>
      renderReplay(requireReplay(await resumeReplay(db, params.id, {}, context))),
  );

  app.post(
    "/v1/webhook-replays/:id/stop",
    {
      schema: {
        operationId: "stopWebhookReplay",
        summary: "Stop a replay; what nobody has claimed goes back to what it was",
        tags: ["webhook replays"],
        params: IdParameters,
        querystring: NoQuery,
        body: Type.Object(
          { requested_by: Type.Optional(Text), reason: Type.Optional(Text) },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({ restored: Type.Integer(), replay: ReplaySchema }),
          ...problemResponses(400, 404),
        },
      },
    },
    async ({ params, body: { requested_by: requestedBy, reason } }) => {
      const stopped = await stopReplay(db, { ...params, requestedBy, reason }, context);
      if (stopped.outcome === "not_found") throw notFound();
      return { restored: stopped.restored, replay: renderReplay(stopped.replay) };
    },
  );
};

function toFilter(filter: Static<typeof FilterSchema>) {
  return {
    source: filter.source,
    eventType: filter.event_type,
    states: filter.states,
    since: toTime(filter.since),
    until: toTime(filter.until),
    replayedBefore: toTime(filter.replayed_before),
  };
}

function toTime(text: string | undefined): Date | undefined {
  return text === undefined ? undefined : new Date(text);
}

function requireReplay(replay: WebhookReplay | undefined): WebhookReplay {
  if (replay === undefined) throw notFound();
  return replay;
}

function notFound(): Problem {
  return new Problem(404, "not_found", "there is no replay with this id");
}

function renderReplay({ filter, ...replay }: WebhookReplay): Static<typeof ReplaySchema> {
  return {
    id: replay.id,
    filter: {
      ...(filter.eventId !== undefined && { event_id: filter.eventId }),
      ...(filter.source !== undefined && { source: filter.source }),
      ...(filter.eventType !== undefined && { event_type: filter.eventType }),
      ...(filter.states && { states: [...filter.states] }),
      ...(filter.since && { since: filter.since.toISOString() }),
      ...(filter.until && { until: filter.until.toISOString() }),
      ...(filter.replayedBefore && { replayed_before: filter.replayedBefore.toISOString() }),
    },
    requested_by: replay.requestedBy,
    reason: replay.reason,
    events: replay.events,
    marked: replay.marked,
    events_per_second: replay.eventsPerSecond,
    completed_at: replay.completedAt?.toISOString() ?? null,
    stopped_at: replay.stoppedAt?.toISOString() ?? null,
    created_at: replay.createdAt.toISOString(),
  };
}
