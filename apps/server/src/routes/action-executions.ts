import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  claimAction,
  defaultLease,
  type ExecutionReport,
  failAction,
  heartbeatAction,
  type LeaseRefusal,
  maximumClaimTypes,
  maximumLease,
  maximumTextLength,
  releaseAction,
  succeedAction,
} from "@handsfree/repositories";
import Type, { type Static } from "typebox";
import { exactMember } from "../http/json-body.ts";
import { Problem, problemResponses } from "../http/problem.ts";
import { CallerHeaders, IdParameters, NoQuery, OneOf, Time, Uuid } from "../http/schemas.ts";
import type { Services } from "../services.ts";
import { ActionSchema, renderAction } from "./pending-actions/action-schema.ts";

const Name = Type.String({ minLength: 1, maxLength: maximumTextLength });
const LeaseSeconds = Type.Optional(
  Type.Integer({ minimum: 1, maximum: maximumLease, default: defaultLease }),
);
const Result = Type.Optional(
  Type.Unknown({ description: "Any JSON value; its secrets are redacted before it is stored" }),
);
/** In the body, since URLs are logged. */
const leaseToken = {
  lease_token: Type.String({ pattern: "^[\\w-]{1,1000}$", description: "Of the claim's answer" }),
};

const ClaimedSchema = Type.Object({
  action: ActionSchema,
  lease: Type.Object({
    token: Type.String({ description: "What heartbeats and reports need; only here" }),
    expires_at: Time,
    attempt: Type.Integer({ description: "Which execution of the action this is, from 1" }),
  }),
  idempotency_key: Type.String({
    description: "The same for each attempt; hand it to the remote side, so that it acts once",
  }),
});
const EndedSchema = Type.Object({
  outcome: OneOf(["succeeded", "failed"]),
  action: ActionSchema,
});

const underLease = {
  tags: ["executions"],
  headers: CallerHeaders,
  params: IdParameters,
  querystring: NoQuery,
};
const reportResponses = { 200: EndedSchema, ...problemResponses(400, 404, 409, 413) };

export const actionExecutionRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.post(
    "/v1/pending-actions/claim",
    {
      schema: {
        operationId: "claimAction",
        summary: "Take one of the caller's confirmed actions, to execute it under a lease",
        tags: ["executions"],
        headers: CallerHeaders,
        querystring: NoQuery,
        body: Type.Object(
          {
            types: Type.Array(Name, { minItems: 1, maxItems: maximumClaimTypes }),
            worker: Name,
            lease_seconds: LeaseSeconds,
            id: Type.Optional(Uuid),
          },
          { additionalProperties: false },
        ),
        response: {
          200: ClaimedSchema,
          204: Type.Null({ description: "There is nothing to do" }),
          ...problemResponses(400),
        },
      },
    },
    async ({ headers, body }, reply) => {
      const { types, worker, lease_seconds: leaseSeconds, id } = body;
      const request = { types, worker, leaseSeconds, id, userId: headers["x-user-id"] };
      const claimed = await claimAction(db, request, context);
      if (claimed === undefined) return reply.code(204).send(null);
      const { token, expiresAt, attempt } = claimed.lease;
      return {
        action: renderAction(claimed.action),
        lease: { token, expires_at: expiresAt.toISOString(), attempt },
        idempotency_key: claimed.idempotencyKey,
      };
    },
  );

  app.post(
    "/v1/pending-actions/:id/heartbeat",
    {
      schema: {
        ...underLease,
        operationId: "heartbeatAction",
        summary: "Extend a lease that has not run out",
        body: Type.Object(
          { ...leaseToken, lease_seconds: LeaseSeconds },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({ outcome: OneOf(["extended"]), lease_expires_at: Time }),
          ...problemResponses(400, 404, 409),
        },
      },
    },
    async (request) => {
      const extension = { ...holderOf(request), leaseSeconds: request.body.lease_seconds };
      const heartbeat = await heartbeatAction(db, extension, context);
      if (heartbeat.outcome !== "extended") throw refuse(heartbeat);
      return { outcome: heartbeat.outcome, lease_expires_at: heartbeat.expiresAt.toISOString() };
    },
  );

  app.post(
    "/v1/pending-actions/:id/succeed",
    {
      schema: {
        ...underLease,
        operationId: "succeedAction",
        summary: "Report that the action was carried out",
        body: Type.Object({ ...leaseToken, result: Result }, { additionalProperties: false }),
        response: reportResponses,
      },
    },
    async (request) => {
      const result = exactMember(request, "result");
      return renderEnd(await succeedAction(db, { ...holderOf(request), result }, context));
    },
  );

  app.post(
    "/v1/pending-actions/:id/fail",
    {
      schema: {
        ...underLease,
        operationId: "failAction",
        summary: "Report that the action could not be carried out, for good",
        body: Type.Object(
          { ...leaseToken, error: Type.String({ minLength: 1 }), result: Result },
          { additionalProperties: false },
        ),
        response: reportResponses,
      },
    },
    async (request) => {
      const { error } = request.body;
      const report = { ...holderOf(request), error, result: exactMember(request, "result") };
      return renderEnd(await failAction(db, report, context));
    },
  );

  app.post(
    "/v1/pending-actions/:id/release",
    {
      schema: {
        ...underLease,
        operationId: "releaseAction",
        summary: "Give a lease up, so that the next claim takes the action; the attempt counts",
        body: Type.Object(leaseToken, { additionalProperties: false }),
        response: {
          200: Type.Object({ outcome: OneOf(["released"]) }),
          ...problemResponses(400, 404, 409),
        },
      },
    },
    async (request) => {
      const release = await releaseAction(db, holderOf(request), context);
      if (release.outcome !== "released") throw refuse(release);
      return { outcome: release.outcome };
    },
  );
};

interface ReportingRequest {
  readonly headers: { readonly "x-user-id": string };
  readonly params: { readonly id: string };
  readonly body: { readonly lease_token: string };
}

function holderOf({ headers, params, body }: ReportingRequest) {
  return { actionId: params.id, token: body.lease_token, userId: headers["x-user-id"] };
}

function renderEnd(report: ExecutionReport): Static<typeof EndedSchema> {
  if (report.outcome !== "succeeded" && report.outcome !== "failed") throw refuse(report);
  return { outcome: report.outcome, action: renderAction(report.action) };
}

function refuse(refusal: LeaseRefusal): Problem {
  const { outcome } = refusal;
  if (outcome === "not_found") {
    return new Problem(404, outcome, "the caller has no action with this id", { outcome });
  }
  if (outcome === "lease_lost") {
    const detail = "the lease ran out, was given up, or is another's; stop executing";
    return new Problem(409, outcome, detail, { outcome });
  }
  const action = renderAction(refusal.action);
  const detail = `this lease reported before that it ${refusal.action.state}`;
  return new Problem(409, outcome, detail, { outcome, action });
}
