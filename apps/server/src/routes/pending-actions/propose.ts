import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  createPendingAction,
  type ProposingService,
} from "@handsfree/repositories/pending-actions";
import { fieldsOf, ref } from "@handsfree/wire";
import { ProposedActionSchema, renderProposedAction } from "@handsfree/wire/pending-actions";
import type { FastifyRequest } from "fastify";
import { bodyLimits } from "../../http/body-limits.ts";
import { exactText } from "../../http/exact-text.ts";
import { exactMember } from "../../http/json-body.ts";
import { replayedHeader } from "../../http/idempotent-requests.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { KeyedOwnerHeaders, NoQuery } from "../../http/schemas.ts";
import { callerOf, contextOf, ownerOf } from "../../access/caller.ts";
import type { Services } from "../../services.ts";
import { NewPendingActionSchema } from "./new-pending-action.ts";
import { unknownGroup } from "../policies/policies.ts";

const replayed =
  "The key was used for this proposal before. The token is another one for the same action, or null once the action cannot be decided. The key is free again 24 hours after a proposal that ended undecided, and once the action has ended if the proposal is renewable";

const created =
  "The action was made, and its state says what follows. pending: it waits, and has its first token. confirmed: a policy allows it, or standing grants are enough approvals; where executable_at is not null, it may be carried out when waitForDecision answers. denied: a policy denies it, and decision_reason says why. executing: it was allowed, and lease is the one that claim asked for. Only one that waits has a token";

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
      const { claim } = body;
      if (claim !== undefined) requireExecutor(request);
      const proposal = await createPendingAction(
        db,
        {
          ...fieldsOf(body),
          claim: claim && fieldsOf(claim),
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
      const lease = ("lease" in proposal && proposal.lease) || null;
      if (status === 200) void reply.header(replayedHeader, "true");
      return reply
        .code(status)
        .header("location", `/v1/pending-actions/${action.id}`)
        .send(renderProposedAction({ action, token, lease }, exactText));
    },
  );
};

/** @throws {Problem} 403 for a caller who may propose, and may not carry out. */
function requireExecutor(request: FastifyRequest): void {
  if (callerOf(request).scopes.includes("actions:execute")) return;
  const detail = "claim needs the scope actions:execute; use a key that has it, or leave claim out";
  throw new Problem(403, "insufficient_scope", detail, { scopes: ["actions:execute"] });
}

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
