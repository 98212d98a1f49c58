import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  listWebhookTransitions,
  maximumTextLength,
  replayWebhookEvent,
  retryWebhookEvent,
  reviveWebhookEvent,
  type WebhookEventTransition,
  type WebhookRequested,
} from "@handsfree/repositories";
import { webhookTransitions } from "@handsfree/schema";
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
import { renderWebhookEvent, WebhookEventSchema } from "./webhook-events.ts";

const Text = Type.String({ minLength: 1, maxLength: maximumTextLength });

const RequestBody = Type.Object(
  { requested_by: Type.Optional(Text), reason: Type.Optional(Text) },
  { additionalProperties: false },
);

const DueSchema = Type.Object({ outcome: Type.String(), event: WebhookEventSchema });

const TransitionSchema = Type.Object({
  id: Uuid,
  transition: OneOf(webhookTransitions),
  attempt: Type.Integer({ description: "0 before the first" }),
  worker: Nullable(Type.String({ description: "Who did it" })),
  replay_id: Nullable(Uuid),
  reason: Nullable(Type.String()),
  created_at: Time,
});

/** What people have done with events, and what has happened to them. */
export const webhookRequestRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  for (const [verb, make, summary] of [
    ["retry", retryWebhookEvent, "Have an event that waits worked on now"],
    ["revive", reviveWebhookEvent, "Take a dead event back, with all of its attempts before it"],
    ["replay", replayWebhookEvent, "Have an event worked on once more, as a new attempt of it"],
  ] as const) {
    app.post(
      `/v1/webhook-events/:id/${verb}`,
      {
        schema: {
          operationId: `${verb}WebhookEvent`,
          summary,
          tags: ["webhook events"],
          params: IdParameters,
          querystring: NoQuery,
          body: RequestBody,
          response: { 200: DueSchema, ...problemResponses(400, 404, 409, 410) },
        },
      },
      async ({ params, body: { requested_by: requestedBy, reason } }) =>
        renderRequest(await make(db, { ...params, requestedBy, reason }, context)),
    );
  }

  app.get(
    "/v1/webhook-events/:id/transitions",
    {
      schema: {
        operationId: "listWebhookTransitions",
        summary: "The history of an event, newest first",
        tags: ["webhook events"],
        params: IdParameters,
        querystring: listQuery({}),
        response: { 200: pageOf(TransitionSchema), ...problemResponses(400) },
      },
    },
    async ({ params, query }) =>
      renderPage(
        await listWebhookTransitions(db, params.id, toPageRequest(query)),
        renderTransition,
      ),
  );
};

function renderRequest(made: WebhookRequested<string>): Static<typeof DueSchema> {
  if (!("event" in made)) {
    throw new Problem(404, "not_found", "there is no event with this id", { outcome: "not_found" });
  }
  const { outcome } = made;
  const event = renderWebhookEvent(made.event);
  if (outcome === "wrong_state") {
    throw new Problem(409, outcome, `an event that is ${event.state} is not made due by this`, {
      outcome,
      event,
    });
  }
  if (outcome === "payload_removed") {
    throw new Problem(410, outcome, "the body is gone, so there is nothing to work on", {
      outcome,
      event,
    });
  }
  return { outcome, event };
}

function renderTransition(record: WebhookEventTransition): Static<typeof TransitionSchema> {
  return {
    id: record.id,
    transition: record.transition,
    attempt: record.attempt,
    worker: record.worker,
    replay_id: record.replayId,
    reason: record.reason,
    created_at: record.createdAt.toISOString(),
  };
}
