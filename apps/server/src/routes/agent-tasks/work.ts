import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  agentTaskLimits,
  type AgentTaskLeaseRefusal,
  type AgentTaskReport,
  claimAgentTasks,
  completeAgentTask,
  failAgentTask,
  heartbeatAgentTask,
  releaseAgentTask,
  requestAgentTaskInput,
} from "@handsfree/repositories/agent-tasks";
import { fieldsOf, ref, Uuid } from "@handsfree/wire";
import {
  AgentTaskClaimSchema,
  type AgentTaskOutcomeJson,
  AgentTaskOutcomeSchema,
  ExtendedAgentTaskLeaseSchema,
  renderAgentTaskClaim,
  renderAgentTaskOutcome,
} from "@handsfree/wire/agent-tasks";
import type { FastifyRequest } from "fastify";
import Type, { type TProperties } from "typebox";
import { bodyLimits } from "../../http/body-limits.ts";
import { contextOf, ownerOf } from "../../access/caller.ts";
import { taskWorkers } from "../../access/groups.ts";
import { exactText } from "../../http/exact-text.ts";
import { exactMember } from "../../http/json-body.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { IdParameters, LeaseSeconds, Name, NoQuery, OwnerHeaders } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";

/** In the body, since URLs are logged. */
const leaseToken = { lease_token: ref(Name, "From the answer of the claim") };

const bodyOf = <Members extends TProperties>(members: Members) =>
  Type.Object({ ...leaseToken, ...members }, { additionalProperties: false });

const underLease = {
  tags: ["agent tasks"],
  headers: OwnerHeaders,
  params: IdParameters,
  querystring: NoQuery,
};
const reported = { 200: ref(AgentTaskOutcomeSchema), ...problemResponses(400, 404, 409, 413) };

/** The work of agents on tasks, under leases. */
export const workOnTaskRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.post(
    "/v1/agent-tasks/claim",
    {
      config: { access: taskWorkers, idempotency: "secret" },
      schema: {
        operationId: "claimAgentTasks",
        summary: "Claim tasks that are due, each under a lease; no other answer holds its token",
        tags: ["agent tasks"],
        headers: OwnerHeaders,
        querystring: NoQuery,
        body: Type.Object(
          {
            providers: Type.Array(ref(Name), { minItems: 1, maxItems: agentTaskLimits.providers }),
            worker: ref(Name),
            limit: Type.Optional(
              Type.Integer({
                minimum: 1,
                maximum: agentTaskLimits.claim,
                description: "Default 1",
              }),
            ),
            lease_seconds: Type.Optional(ref(LeaseSeconds)),
            id: Type.Optional(Uuid),
          },
          { additionalProperties: false },
        ),
        response: { 200: ref(AgentTaskClaimSchema), ...problemResponses(400) },
      },
    },
    async (request) => {
      const wanted = { ...fieldsOf(request.body), userId: ownerOf(request) };
      const claimed = await claimAgentTasks(db, wanted, contextOf(request, context));
      return renderAgentTaskClaim(claimed, exactText);
    },
  );

  app.post(
    "/v1/agent-tasks/:id/heartbeat",
    {
      config: { access: taskWorkers },
      schema: {
        ...underLease,
        operationId: "heartbeatAgentTask",
        summary: "Extend a lease that has not run out, and tell the owner how far the task is",
        body: bodyOf({
          lease_seconds: Type.Optional(ref(LeaseSeconds)),
          progress: Type.Optional(
            Type.String({ description: "The first 1000 characters are kept, redacted" }),
          ),
        }),
        response: { 200: ref(ExtendedAgentTaskLeaseSchema), ...problemResponses(400, 404, 409) },
      },
    },
    async (request) => {
      const { lease_seconds: leaseSeconds, progress } = request.body;
      const heartbeat = { ...holderOf(request), leaseSeconds, progress };
      const beat = await heartbeatAgentTask(db, heartbeat, contextOf(request, context));
      if (beat.outcome !== "extended") throw refuse(beat);
      return { outcome: beat.outcome, lease_expires_at: beat.expiresAt.toISOString() };
    },
  );

  app.post(
    "/v1/agent-tasks/:id/complete",
    {
      bodyLimit: bodyLimits.record,
      config: { access: taskWorkers },
      schema: {
        ...underLease,
        operationId: "completeAgentTask",
        summary: "Report that a task is done",
        body: bodyOf({
          result: Type.Optional(
            Type.Unknown({ description: "Any JSON value of at most 256 KiB; stored redacted" }),
          ),
        }),
        response: reported,
      },
    },
    async (request) => {
      const report = { ...holderOf(request), result: exactMember(request, "result") };
      return render(await completeAgentTask(db, report, contextOf(request, context)));
    },
  );

  app.post(
    "/v1/agent-tasks/:id/fail",
    {
      bodyLimit: bodyLimits.record,
      config: { access: taskWorkers },
      schema: {
        ...underLease,
        operationId: "failAgentTask",
        summary: "Report that an attempt failed; it is made again later, or the task failed",
        body: bodyOf({
          error: Type.String({ minLength: 1 }),
          retry: Type.Optional(Type.Boolean({ description: "Default true" })),
        }),
        response: reported,
      },
    },
    async (request) => {
      const { error, retry } = request.body;
      const failure = { ...holderOf(request), error, retry };
      return render(await failAgentTask(db, failure, contextOf(request, context)));
    },
  );

  app.post(
    "/v1/agent-tasks/:id/ask",
    {
      bodyLimit: bodyLimits.record,
      config: { access: taskWorkers },
      schema: {
        ...underLease,
        operationId: "askAgentTaskOwner",
        summary: "Ask the owner of a task, and end the lease; claim it again for the answer",
        body: bodyOf({
          question: Type.String({ minLength: 1, maxLength: agentTaskLimits.text }),
        }),
        response: reported,
      },
    },
    async (request) => {
      const asked = { ...holderOf(request), question: request.body.question };
      return render(await requestAgentTaskInput(db, asked, contextOf(request, context)));
    },
  );

  app.post(
    "/v1/agent-tasks/:id/release",
    {
      config: { access: taskWorkers },
      schema: {
        ...underLease,
        operationId: "releaseAgentTask",
        summary: "Give a task back; the attempt does not count",
        body: bodyOf({}),
        response: reported,
      },
    },
    async (request) =>
      render(await releaseAgentTask(db, holderOf(request), contextOf(request, context))),
  );
};

interface ReportingRequest extends Pick<FastifyRequest, "owner"> {
  readonly params: { readonly id: string };
  readonly body: { readonly lease_token: string };
}

function holderOf(request: ReportingRequest) {
  const { params, body } = request;
  return { taskId: params.id, token: body.lease_token, userId: ownerOf(request) };
}

function render<Outcome extends string>(report: AgentTaskReport<Outcome>): AgentTaskOutcomeJson {
  if ("task" in report && report.outcome !== "already_ended") {
    return renderAgentTaskOutcome(report, exactText);
  }
  throw refuse(report as AgentTaskLeaseRefusal);
}

function refuse(refusal: AgentTaskLeaseRefusal): Problem {
  const { outcome } = refusal;
  if (outcome === "not_found") {
    return new Problem(404, outcome, "the caller has no task with this id", { outcome });
  }
  if (outcome === "lease_lost") {
    const detail = "the lease has ended; another worker may have the task, so stop";
    return new Problem(409, outcome, detail, { outcome });
  }
  const detail = `this lease has ended: the task is ${refusal.task.status}`;
  return new Problem(409, outcome, detail, { ...renderAgentTaskOutcome(refusal, exactText) });
}
