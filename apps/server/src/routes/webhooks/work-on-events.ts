import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  claimWebhookEvents,
  failWebhookEvent,
  heartbeatWebhookEvent,
  ignoreWebhookEvent,
  releaseWebhookEvent,
  succeedWebhookEvent,
  type WebhookLeaseRefusal,
  type WebhookReport,
  webhookLimits,
} from "@handsfree/repositories/webhooks";
import { fieldsOf, ref } from "@handsfree/wire";
import {
  ExtendedWebhookLeaseSchema,
  renderWebhookClaim,
  renderWebhookOutcome,
  WebhookClaimSchema,
  type WebhookOutcomeJson,
  WebhookOutcomeSchema,
} from "@handsfree/wire/webhooks";
import Type from "typebox";
import { bodyLimits } from "../../http/body-limits.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { IdParameters, LeaseSeconds, Name, NoQuery } from "../../http/schemas.ts";
import { webhookWorkers } from "../../access/groups.ts";
import type { Services } from "../../services.ts";

const Names = Type.Array(ref(Name), { minItems: 1, maxItems: 100 });
const leaseToken = { lease_token: ref(Name) };

const body = <Members extends Record<string, Type.TSchema>>(members: Members) =>
  Type.Object(members, { additionalProperties: false });

/** The work on events, which belong to no user. */
export const workOnEventRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.post(
    "/v1/webhook-events/claim",
    {
      config: { access: webhookWorkers, idempotency: "secret" },
      schema: {
        operationId: "claimWebhookEvents",
        summary: "Claim events that are due, each under a lease; no other answer holds its token",
        tags: ["webhook events"],
        querystring: NoQuery,
        body: body({
          worker: ref(Name),
          limit: Type.Optional(
            Type.Integer({ minimum: 1, maximum: webhookLimits.claim, description: "Default 1" }),
          ),
          lease_seconds: Type.Optional(ref(LeaseSeconds)),
          sources: Type.Optional(Names),
          event_types: Type.Optional(Names),
        }),
        response: { 200: ref(WebhookClaimSchema), ...problemResponses(400) },
      },
    },
    async ({ body: request }) =>
      renderWebhookClaim(await claimWebhookEvents(db, fieldsOf(request), context)),
  );

  const reportSchema = <Name extends string>(operationId: Name, summary: string) => ({
    operationId,
    summary,
    tags: ["webhook events"],
    params: IdParameters,
    querystring: NoQuery,
    response: { 200: ref(WebhookOutcomeSchema), ...problemResponses(400, 404, 409) },
  });

  app.post(
    "/v1/webhook-events/:id/succeed",
    {
      config: { access: webhookWorkers },
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
      config: { access: webhookWorkers },
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
      bodyLimit: bodyLimits.record,
      config: { access: webhookWorkers },
      schema: {
        ...reportSchema(
          "failWebhookEvent",
          "Say that an attempt failed; it is made again later, or the event is dead",
        ),
        body: body({
          ...leaseToken,
          error: Type.String({ description: "The first 2000 characters are kept, redacted" }),
          retry: Type.Optional(
            Type.Boolean({ description: "Default true; with false the event is dead" }),
          ),
        }),
      },
    },
    async ({ params, body: { lease_token: token, error, retry } }) =>
      renderReport(await failWebhookEvent(db, { ...params, token, error, retry }, context)),
  );

  app.post(
    "/v1/webhook-events/:id/release",
    {
      config: { access: webhookWorkers },
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
      config: { access: webhookWorkers },
      schema: {
        ...reportSchema("heartbeatWebhookEvent", "Extend a lease that has not run out"),
        body: body({ ...leaseToken, lease_seconds: Type.Optional(ref(LeaseSeconds)) }),
        response: {
          200: ref(ExtendedWebhookLeaseSchema),
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

function renderReport(report: WebhookReport): WebhookOutcomeJson {
  if ("event" in report && report.outcome !== "already_ended") {
    return renderWebhookOutcome(report);
  }
  throw refuseReport(report);
}

function refuseReport(refusal: WebhookLeaseRefusal): Problem {
  const { outcome } = refusal;
  if ("event" in refusal) {
    const detail = `this lease has ended: the event is ${refusal.event.state}`;
    return new Problem(409, outcome, detail, { ...renderWebhookOutcome(refusal) });
  }
  if (outcome === "not_found") {
    return new Problem(404, outcome, "there is no event with this id", { outcome });
  }
  const detail = "the lease has ended; another worker may have the event, so stop";
  return new Problem(409, outcome, detail, { outcome });
}
