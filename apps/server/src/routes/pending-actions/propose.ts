import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { textLimits } from "@handsfree/repositories";
import { createPendingAction, pendingActionLimits } from "@handsfree/repositories/pending-actions";
import { fieldsOf, ref, Uuid } from "@handsfree/wire";
import { ProposedActionSchema, renderProposedAction } from "@handsfree/wire/pending-actions";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { exactText } from "../../http/exact-text.ts";
import { exactMember } from "../../http/json-body.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { KeyedOwnerHeaders, NoQuery } from "../../http/schemas.ts";
import { callerOf, contextOf, ownerOf } from "../../access/caller.ts";
import type { Services } from "../../services.ts";

export const NewPendingActionSchema = Type.Object(
  {
    summary: Type.String({ minLength: 1, maxLength: pendingActionLimits.summaryLength }),
    action_type: Type.String({ minLength: 1, maxLength: textLimits.short }),
    action_payload: Type.Unknown({
      description: "Any JSON value; its numbers and texts keep their spelling",
    }),
    expires_in_seconds: Type.Optional(
      Type.Integer({
        minimum: pendingActionLimits.minimumTimeToLive,
        maximum: pendingActionLimits.maximumTimeToLive,
        default: pendingActionLimits.defaultTimeToLive,
      }),
    ),
    approvers: Type.Optional(
      Type.Array(Uuid, {
        minItems: 1,
        maxItems: pendingActionLimits.approvers,
        description: "Who may decide it. Default: the caller alone",
      }),
    ),
    required_approvals: Type.Optional(Type.Integer({ minimum: 1, default: 1 })),
    proposer_may_approve: Type.Optional(Type.Boolean({ default: true })),
    max_attempts: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: pendingActionLimits.attempts,
        default: pendingActionLimits.defaultAttempts,
        description:
          "How often its execution may begin; 0 where the person who confirms it carries it out",
      }),
    ),
  },
  { $id: "NewPendingAction", additionalProperties: false },
);

const replayed =
  "The key was used for this proposal before. The token is another one for the same action, or null once the action cannot be decided. The key is free again 24 hours after a proposal that ended undecided";

export const proposeRoute: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context, openActionLimit },
) => {
  app.post(
    "/v1/pending-actions",
    {
      config: { access: { scopes: ["actions:propose"], owned: true } },
      schema: {
        operationId: "createPendingAction",
        summary: "Put an action before those who may decide it; no other answer holds a token",
        tags: ["pending actions"],
        headers: KeyedOwnerHeaders,
        querystring: NoQuery,
        body: ref(NewPendingActionSchema),
        response: {
          200: ref(ProposedActionSchema, replayed),
          201: ref(ProposedActionSchema, "The action waits now, and has its first token"),
          ...problemResponses(400, 413, 422, 429),
        },
      },
    },
    async (request, reply) => {
      const { body, headers } = request;
      const proposal = await createPendingAction(
        db,
        {
          ...fieldsOf(body),
          actionPayload: exactMember(request, "action_payload"),
          userId: ownerOf(request),
          proposedBy: proposerOf(request),
          idempotencyKey: headers["idempotency-key"],
          openLimit: openActionLimit,
        },
        contextOf(request, context),
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
      const status = proposal.outcome === "proposed" ? 201 : 200;
      return reply.code(status).send(renderProposedAction(proposal, exactText));
    },
  );
};

/** The person who proposes. What a service proposes for a user is as if the user had. */
function proposerOf(request: FastifyRequest): string {
  const { principal, id } = callerOf(request);
  return principal.kind === "user" ? id : ownerOf(request);
}
