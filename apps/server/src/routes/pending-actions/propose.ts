import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { textLimits } from "@handsfree/repositories";
import {
  createPendingAction,
  pendingActionLimits,
  type ProposingService,
} from "@handsfree/repositories/pending-actions";
import { policyLimits } from "@handsfree/repositories/policies";
import { fieldsOf, Nullable, ref, Uuid } from "@handsfree/wire";
import { ProposedActionSchema, renderProposedAction } from "@handsfree/wire/pending-actions";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { bodyLimits } from "../../http/body-limits.ts";
import { exactText } from "../../http/exact-text.ts";
import { exactMember } from "../../http/json-body.ts";
import { replayedHeader } from "../../http/idempotent-requests.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { KeyedOwnerHeaders, NoQuery } from "../../http/schemas.ts";
import { callerOf, contextOf, ownerOf } from "../../access/caller.ts";
import type { Services } from "../../services.ts";
import { unknownGroup } from "../policies/policies.ts";

export const NewPendingActionSchema = Type.Object(
  {
    summary: Type.String({ minLength: 1, maxLength: pendingActionLimits.summaryLength }),
    effect: Type.Optional(
      Nullable(
        Type.String({
          minLength: 1,
          maxLength: textLimits.short,
          description: "What will change, in words, for the person who decides",
        }),
      ),
    ),
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
    repository: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: policyLimits.patternLength,
        description: "The owner/name that the action changes, which policies can name",
      }),
    ),
    editable: Type.Optional(
      Type.Boolean({ default: false, description: "Whether an approver may change the payload" }),
    ),
    approver_group: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: policyLimits.nameLength,
        description: "The group whose members may decide it too. Policies can ask others",
      }),
    ),
    approvers: Type.Optional(
      Type.Array(Uuid, {
        minItems: 1,
        maxItems: pendingActionLimits.approvers,
        description:
          "Who may decide it. Default: the caller alone, or the group. Policies can ask others",
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
    renewable: Type.Optional(
      Type.Boolean({
        default: false,
        description:
          "Whether the idempotency key is free as soon as its action has ended, so that a repetition resumes an open question and asks anew afterwards",
      }),
    ),
  },
  { $id: "NewPendingAction", additionalProperties: false },
);

const replayed =
  "The key was used for this proposal before. The token is another one for the same action, or null once the action cannot be decided. The key is free again 24 hours after a proposal that ended undecided, and once the action has ended if the proposal is renewable";

const created =
  "The action was made, and its state says what follows. pending: it waits, and has its first token. confirmed: a policy allows it, or standing grants are enough approvals; where executable_at is not null, it may be carried out when waitForDecision answers. denied: a policy denies it, and decision_reason says why. Only one that waits has a token";

export const proposeRoute: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context, openActionLimit },
) => {
  app.post(
    "/v1/pending-actions",
    {
      bodyLimit: bodyLimits.record,
      config: { access: { scopes: ["actions:propose"], owned: true }, idempotency: "native" },
      schema: {
        operationId: "createPendingAction",
        summary: "Put an action before those who may decide it; no other answer holds a token",
        tags: ["pending actions"],
        headers: KeyedOwnerHeaders,
        querystring: NoQuery,
        body: ref(NewPendingActionSchema),
        response: {
          200: ref(ProposedActionSchema, replayed),
          201: ref(ProposedActionSchema, created),
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
          service: serviceOf(request),
          openLimit: openActionLimit,
        },
        contextOf(request, context),
      );
      if (proposal.outcome === "key_reused") {
        const detail = "the idempotency key was used for another request; give this one its own";
        throw new Problem(422, proposal.outcome, detail, { field: "idempotency-key" });
      }
      if (proposal.outcome === "too_many_open") {
        const { outcome, limit, of } = proposal;
        const whose = of === "owner" ? "the caller" : "the caller's key";
        const detail = `${limit} actions of ${whose} wait already; decide some of them first`;
        throw new Problem(429, outcome, detail, { limit, of });
      }
      if (proposal.outcome === "unknown_group") {
        throw unknownGroup("approver_group", proposal.group);
      }
      const status = proposal.outcome === "replayed" ? 200 : 201;
      const { action } = proposal;
      const token = "token" in proposal ? proposal.token : null;
      if (status === 200) void reply.header(replayedHeader, "true");
      return reply
        .code(status)
        .header("location", `/v1/pending-actions/${action.id}`)
        .send(renderProposedAction({ action, token }, exactText));
    },
  );
};

/** The service that proposes, by which policies tell it from people. A caller cannot name another one. */
export function serviceOf(request: FastifyRequest): ProposingService | null {
  const { principal } = callerOf(request);
  return principal.kind === "service" ? principal.service : null;
}

/** The person who proposes. What a service proposes for a user is as if the user had. */
export function proposerOf(request: FastifyRequest): string {
  const { principal, id } = callerOf(request);
  return principal.kind === "user" ? id : ownerOf(request);
}
