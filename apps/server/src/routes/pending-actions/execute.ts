import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  claimAction,
  type ExecutionReport,
  failAction,
  heartbeatAction,
  type LeaseRefusal,
  releaseAction,
  succeedAction,
  pendingActionLimits,
} from "@handsfree/repositories/pending-actions";
import { fieldsOf, ref, Uuid } from "@handsfree/wire";
import {
  ActionClaimSchema,
  type EndedExecutionJson,
  EndedExecutionSchema,
  ExtendedActionLeaseSchema,
  ReleasedActionLeaseSchema,
  renderActionOutcome,
  renderClaimedAction,
} from "@handsfree/wire/pending-actions";
import Type from "typebox";
import { bodyLimits } from "../../http/body-limits.ts";
import { exactText } from "../../http/exact-text.ts";
import { exactMember } from "../../http/json-body.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { OwnerHeaders, IdParameters, LeaseSeconds, Name, NoQuery } from "../../http/schemas.ts";
import { contextOf, ownerOf } from "../../access/caller.ts";
import { executors } from "../../access/groups.ts";
import type { FastifyRequest } from "fastify";
import type { Services } from "../../services.ts";

const Result = Type.Optional(
  Type.Unknown({ description: "Any JSON value; its secrets are redacted before it is stored" }),
);
export const ActionLeaseToken = Type.String({
  $id: "ActionLeaseToken",
  pattern: "^[\\w-]{1,1000}$",
  description: "From the answer of the claim",
});
/** In the body, since URLs are logged. */
const leaseToken = { lease_token: ref(ActionLeaseToken) };

const underLease = {
  tags: ["executions"],
  headers: OwnerHeaders,
  params: IdParameters,
  querystring: NoQuery,
};
const reportResponses = { 200: ref(EndedExecutionSchema), ...problemResponses(400, 404, 409, 413) };

export const executeRoutes: FastifyPluginAsyncTypebox<Services> = async (app, { db, context }) => {
  app.post(
    "/v1/pending-actions/claim",
    {
      config: { access: executors, idempotency: "secret" },
      schema: {
        operationId: "claimAction",
        summary: "Take one of the caller's confirmed actions, to execute it under a lease",
        tags: ["executions"],
        headers: OwnerHeaders,
        querystring: NoQuery,
        body: Type.Object(
          {
            types: Type.Array(ref(Name), { minItems: 1, maxItems: pendingActionLimits.claimTypes }),
            worker: ref(Name),
            lease_seconds: Type.Optional(ref(LeaseSeconds)),
            id: Type.Optional(Uuid),
          },
          { additionalProperties: false },
        ),
        response: {
          200: ref(ActionClaimSchema),
          ...problemResponses(400),
        },
      },
    },
    async (request) => {
      const wanted = { ...fieldsOf(request.body), userId: ownerOf(request) };
      const claimed = await claimAction(db, wanted, contextOf(request, context));
      // As the claims of other work, which can take several at a time.
      const items = claimed === undefined ? [] : [renderClaimedAction(claimed, exactText)];
      return { items };
    },
  );

  app.post(
    "/v1/pending-actions/:id/heartbeat",
    {
      config: { access: executors },
      schema: {
        ...underLease,
        operationId: "heartbeatAction",
        summary: "Extend a lease that has not run out",
        body: Type.Object(
          { ...leaseToken, lease_seconds: Type.Optional(ref(LeaseSeconds)) },
          { additionalProperties: false },
        ),
        response: {
          200: ref(ExtendedActionLeaseSchema),
          ...problemResponses(400, 404, 409),
        },
      },
    },
    async (request) => {
      const extension = { ...holderOf(request), leaseSeconds: request.body.lease_seconds };
      const heartbeat = await heartbeatAction(db, extension, contextOf(request, context));
      if (heartbeat.outcome !== "extended") throw refuse(heartbeat);
      return { outcome: heartbeat.outcome, lease_expires_at: heartbeat.expiresAt.toISOString() };
    },
  );

  app.post(
    "/v1/pending-actions/:id/succeed",
    {
      bodyLimit: bodyLimits.record,
      config: { access: executors },
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
      return renderEnd(
        await succeedAction(db, { ...holderOf(request), result }, contextOf(request, context)),
      );
    },
  );

  app.post(
    "/v1/pending-actions/:id/fail",
    {
      bodyLimit: bodyLimits.record,
      config: { access: executors },
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
      return renderEnd(await failAction(db, report, contextOf(request, context)));
    },
  );

  app.post(
    "/v1/pending-actions/:id/release",
    {
      config: { access: executors },
      schema: {
        ...underLease,
        operationId: "releaseAction",
        summary: "Give a lease up, so that the next claim takes the action; the attempt counts",
        body: Type.Object(
          {
            ...leaseToken,
            retry_after_seconds: Type.Optional(
              Type.Integer({
                minimum: 0,
                maximum: pendingActionLimits.retryAfter,
                default: 0,
                description: "How long no worker may claim the action",
              }),
            ),
          },
          { additionalProperties: false },
        ),
        response: {
          200: ref(ReleasedActionLeaseSchema),
          ...problemResponses(400, 404, 409),
        },
      },
    },
    async (request) => {
      const given = { ...holderOf(request), retryAfterSeconds: request.body.retry_after_seconds };
      const release = await releaseAction(db, given, contextOf(request, context));
      if (release.outcome !== "released") throw refuse(release);
      return { outcome: release.outcome };
    },
  );
};

interface ReportingRequest extends Pick<FastifyRequest, "caller" | "owner"> {
  readonly params: { readonly id: string };
  readonly body: { readonly lease_token: string };
}

function holderOf(request: ReportingRequest) {
  const { params, body } = request;
  return { actionId: params.id, token: body.lease_token, userId: ownerOf(request) };
}

function renderEnd(report: ExecutionReport): EndedExecutionJson {
  const { outcome } = report;
  if (outcome !== "succeeded" && outcome !== "failed") throw refuse(report);
  const { action } = renderActionOutcome(report, exactText);
  return { outcome, action };
}

function refuse(refusal: LeaseRefusal): Problem {
  const { outcome } = refusal;
  if (outcome === "not_found") {
    return new Problem(404, outcome, "the caller has no action with this id", { outcome });
  }
  if (outcome === "lease_lost") {
    const detail = "the lease ran out, was given up, or belongs to another worker; stop executing";
    return new Problem(409, outcome, detail, { outcome });
  }
  const { action } = renderActionOutcome(refusal, exactText);
  const detail = `this lease reported before that the action ${refusal.action.state}`;
  return new Problem(409, outcome, detail, { outcome, action });
}
