import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  createPendingAction,
  defaultMaxAttempts,
  defaultTimeToLive,
  maximumApprovers,
  maximumAttempts,
  maximumSummaryLength,
  maximumTextLength,
  maximumTimeToLive,
  minimumTimeToLive,
} from "@handsfree/repositories";
import Type from "typebox";
import { KeyedCallerHeaders } from "../../http/idempotency-key.ts";
import { exactMember } from "../../http/json-body.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { NoQuery, Nullable, Uuid } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";
import { actionProperties, renderAction } from "./action-schema.ts";

const ProposalBody = Type.Object(
  {
    summary: Type.String({ minLength: 1, maxLength: maximumSummaryLength }),
    action_type: Type.String({ minLength: 1, maxLength: maximumTextLength }),
    action_payload: Type.Unknown({
      description: "Any JSON value; its numbers and texts keep their spelling",
    }),
    expires_in_seconds: Type.Optional(
      Type.Integer({
        minimum: minimumTimeToLive,
        maximum: maximumTimeToLive,
        default: defaultTimeToLive,
      }),
    ),
    proposed_by: Type.Optional(Uuid),
    approvers: Type.Optional(
      Type.Array(Uuid, {
        minItems: 1,
        maxItems: maximumApprovers,
        description: "Who may decide it. Default: the caller alone",
      }),
    ),
    required_approvals: Type.Optional(Type.Integer({ minimum: 1, default: 1 })),
    proposer_may_approve: Type.Optional(Type.Boolean({ default: true })),
    max_attempts: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: maximumAttempts,
        default: defaultMaxAttempts,
        description: "How often its execution may begin; 0 where whoever confirms carries it out",
      }),
    ),
  },
  { additionalProperties: false },
);

const proposed = Type.Object(
  { token: Type.String(), ...actionProperties },
  { description: "It waits now" },
);
const replayed = Type.Object(
  { token: Nullable(Type.String()), ...actionProperties },
  {
    description:
      "The key stands for this proposal. Another token of the same action, null once it cannot be decided. It is free 24 hours after a proposal that ended undecided",
  },
);

export const proposalRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context, openActionLimit },
) => {
  app.post(
    "/v1/pending-actions",
    {
      schema: {
        operationId: "createPendingAction",
        summary: "Put an action before those who may decide it; no other answer holds a token",
        tags: ["pending actions"],
        headers: KeyedCallerHeaders,
        querystring: NoQuery,
        body: ProposalBody,
        response: { 200: replayed, 201: proposed, ...problemResponses(400, 413, 422, 429) },
      },
    },
    async (request, reply) => {
      const { body, headers } = request;
      const proposal = await createPendingAction(
        db,
        {
          userId: headers["x-user-id"],
          summary: body.summary,
          actionType: body.action_type,
          actionPayload: exactMember(request, "action_payload"),
          expiresInSeconds: body.expires_in_seconds,
          proposedBy: body.proposed_by,
          approvers: body.approvers,
          requiredApprovals: body.required_approvals,
          proposerMayApprove: body.proposer_may_approve,
          maxAttempts: body.max_attempts,
          idempotencyKey: headers["idempotency-key"],
          openLimit: openActionLimit,
        },
        context,
      );
      if (proposal.outcome === "key_reused") {
        const detail = "the idempotency key was used for another request; give this one its own";
        throw new Problem(422, proposal.outcome, detail, { field: "idempotency-key" });
      }
      if (proposal.outcome === "too_many_open") {
        const { outcome, limit } = proposal;
        const detail = `${limit} actions of the caller wait already; decide some of them first`;
        throw new Problem(429, outcome, detail, { limit });
      }
      const { outcome, token, action } = proposal;
      return outcome === "proposed"
        ? reply.code(201).send({ token, ...renderAction(action) })
        : reply.code(200).send({ token, ...renderAction(action) });
    },
  );
};
