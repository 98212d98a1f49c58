import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  claimWebhookEvents,
  failWebhookEvent,
  heartbeatWebhookEvent,
  ignoreWebhookEvent,
  maximumClaim,
  maximumTextLength,
  maximumLease,
  releaseWebhookEvent,
  succeedWebhookEvent,
  type WebhookLeaseRefusal,
  type WebhookReport,
} from "@handsfree/repositories";
import Type, { type Static } from "typebox";
import { Problem, problemResponses } from "../http/problem.ts";
import { IdParameters, NoQuery, OneOf, Time } from "../http/schemas.ts";
import type { Services } from "../services.ts";
import { renderWebhookEvent, WebhookEventSchema } from "./webhook-events.ts";

const Text = Type.String({ minLength: 1, maxLength: maximumTextLength });
const Names = Type.Array(Text, { minItems: 1, maxItems: 100 });
const LeaseSeconds = Type.Optional(
  Type.Integer({ minimum: 1, maximum: maximumLease, description: "Default 60" }),
);
const leaseToken = { lease_token: Text };

const body = <Members extends Record<string, Type.TSchema>>(members: Members) =>
  Type.Object(members, { additionalProperties: false });

const ReportSchema = Type.Object({ outcome: Type.String(), event: WebhookEventSchema });

/** What workers do with events, which belong to no user. */
export const webhookInboxRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.post(
    "/v1/webhook-events/claim",
    {
      schema: {
        operationId: "claimWebhookEvents",
        summary:
          "Claim events that are due, each under a lease; the only answer that holds its token",
        tags: ["webhook events"],
        querystring: NoQuery,
        body: body({
          worker: Text,
          limit: Type.Optional(
            Type.Integer({ minimum: 1, maximum: maximumClaim, description: "Default 1" }),
          ),
          lease_seconds: LeaseSeconds,
          sources: Type.Optional(Names),
          event_types: Type.Optional(Names),
        }),
        response: {
          200: Type.Object({
            items: Type.Array(
              Type.Object({ lease_token: Type.String(), event: WebhookEventSchema }),
            ),
          }),
          ...problemResponses(400),
        },
      },
    },
    async ({ body: request }) => {
      const claimed = await claimWebhookEvents(
        db,
        {
          worker: request.worker,
          limit: request.limit,
          leaseSeconds: request.lease_seconds,
          sources: request.sources,
          eventTypes: request.event_types,
        },
        context,
      );
      return {
        items: claimed.map(({ event, lease }) => ({
          lease_token: lease.token,
          event: renderWebhookEvent(event),
        })),
      };
    },
  );

  const reportSchema = <Name extends string>(operationId: Name, summary: string) => ({
    operationId,
    summary,
    tags: ["webhook events"],
    params: IdParameters,
    querystring: NoQuery,
    response: { 200: ReportSchema, ...problemResponses(400, 404, 409) },
  });

  app.post(
    "/v1/webhook-events/:id/succeed",
    {
      schema: {
        ...reportSchema("succeedWebhookEvent", "Say that the work on an event is done"),
        body: body(leaseToken),
      },
    },
    async ({ params, body: { lease_token: token } }) =>
      renderReport(await succeedWebhookEvent(db, { ...params, token }, context)),
  );

  app.post(
    "/v1/webhook-events/:id/ignore",
    {
      schema: {
        ...reportSchema("ignoreWebhookEvent", "Say that there is nothing to do for an event"),
        body: body({ ...leaseToken, reason: Type.Optional(Type.String()) }),
      },
    },
    async ({ params, body: { lease_token: token, reason } }) =>
      renderReport(await ignoreWebhookEvent(db, { ...params, token, reason }, context)),
  );

  app.post(
    "/v1/webhook-events/:id/fail",
    {
      schema: {
        ...reportSchema(
          "failWebhookEvent",
          "Say that an attempt failed; it is made again later, or dead",
        ),
        body: body({
          ...leaseToken,
          error: Type.String({ description: "The first 2000 characters are kept, redacted" }),
          retry: Type.Optional(Type.Boolean({ description: "Default true; false gives it up" })),
        }),
      },
    },
    async ({ params, body: { lease_token: token, error, retry } }) =>
      renderReport(await failWebhookEvent(db, { ...params, token, error, retry }, context)),
  );

  app.post(
    "/v1/webhook-events/:id/release",
    {
      schema: {
        ...reportSchema("releaseWebhookEvent", "Give an event back; the attempt does not count"),
        body: body(leaseToken),
      },
    },
    async ({ params, body: { lease_token: token } }) =>
      renderReport(await releaseWebhookEvent(db, { ...params, token }, context)),
  );

  app.post(
    "/v1/webhook-events/:id/heartbeat",
    {
      schema: {
        ...reportSchema("heartbeatWebhookEvent", "Extend a lease that has not run out"),
        body: body({ ...leaseToken, lease_seconds: LeaseSeconds }),
        response: {
          200: Type.Object({ outcome: OneOf(["extended"]), expires_at: Time }),
          ...problemResponses(400, 404, 409),
        },
      },
    },
    async ({ params, body: { lease_token: token, lease_seconds: leaseSeconds } }) => {
      const beat = await heartbeatWebhookEvent(db, { ...params, token, leaseSeconds }, context);
      if (beat.outcome !== "extended") throw refuseReport(beat);
      return { outcome: beat.outcome, expires_at: beat.expiresAt.toISOString() };
    },
  );
};

function renderReport(report: WebhookReport): Static<typeof ReportSchema> {
  if ("event" in report && report.outcome !== "already_ended") {
    return { outcome: report.outcome, event: renderWebhookEvent(report.event) };
  }
  throw refuseReport(report);
}

function refuseReport(refusal: WebhookLeaseRefusal): Problem {
  const { outcome } = refusal;
  if ("event" in refusal) {
    const event = renderWebhookEvent(refusal.event);
    const detail = `this lease has ended: the event is ${event.state}`;
    return new Problem(409, outcome, detail, { outcome, event });
  }
  if (outcome === "not_found") {
    return new Problem(404, outcome, "there is no event with this id", { outcome });
  }
  const detail = "the lease is not this event's any more; another worker may have it, so stop";
  return new Problem(409, outcome, detail, { outcome });
}
