import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { textLimits } from "@handsfree/repositories";
import {
  approvePendingAction,
  decideMany,
  pendingActionLimits,
  rejectPendingAction,
  takeBackApproval,
  withdrawPendingAction,
} from "@handsfree/repositories/pending-actions";
import { decisionSurfaces } from "@handsfree/schema";
import { fieldsOf, Nullable, OneOf, ref, Uuid } from "@handsfree/wire";
import {
  ApprovedActionSchema,
  DecidedActionSchema,
  ManyDecisionsSchema,
  renderActionOutcome,
  renderManyDecisions,
  TakenBackActionSchema,
} from "@handsfree/wire/pending-actions";
import type { FastifyRequest } from "fastify";
import Type from "typebox";
import { callerOf, contextOf, personOf } from "../../access/caller.ts";
import { deciders, ownersAndProposers } from "../../access/groups.ts";
import { exactText } from "../../http/exact-text.ts";
import { problemResponses } from "../../http/problem.ts";
import { IdParameters, NoQuery } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";
import { refuseDecision, renderDecided } from "./decision-answers.ts";

const reason = {
  reason: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: textLimits.short }))),
};
export const surface = {
  surface: Type.Optional(
    OneOf(decisionSurfaces, { default: "api", description: "Where the person decides" }),
  ),
};
export const payloadDigest = {
  payload_digest: Type.String({
    description:
      "The payload_digest of the action as the person was shown it; where it differs, 409",
  }),
};

export const ShownDecisionSchema = Type.Object(
  { ...payloadDigest, ...reason, ...surface },
  { $id: "ShownDecision", additionalProperties: false },
);

const ofAction = {
  tags: ["pending actions"],
  params: IdParameters,
  querystring: NoQuery,
};

export const decideByIdRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.post(
    "/v1/pending-actions/:id/approve",
    {
      config: { access: deciders },
      schema: {
        ...ofAction,
        operationId: "approvePendingAction",
        summary: "Approve an action as a person who is asked; the last approval confirms it",
        body: ref(ShownDecisionSchema),
        response: {
          200: ref(DecidedActionSchema),
          202: ref(ApprovedActionSchema),
          ...problemResponses(400, 403, 404, 409, 410),
        },
      },
    },
    async (request, reply) => {
      const answer = { ...fieldsOf(request.body), ...deciderOf(request), id: request.params.id };
      const decision = await approvePendingAction(db, answer, contextOf(request, context));
      if (decision.outcome !== "approved") return renderDecided(decision);
      return reply.code(202).send(renderActionOutcome(decision, exactText));
    },
  );

  app.post(
    "/v1/pending-actions/:id/reject",
    {
      config: { access: deciders },
      schema: {
        ...ofAction,
        operationId: "rejectPendingAction",
        summary: "Reject an action as a person who is asked; one rejection is enough",
        body: ref(ShownDecisionSchema),
        response: { 200: ref(DecidedActionSchema), ...problemResponses(400, 403, 404, 409, 410) },
      },
    },
    async (request) => {
      const answer = { ...fieldsOf(request.body), ...deciderOf(request), id: request.params.id };
      return renderDecided(await rejectPendingAction(db, answer, contextOf(request, context)));
    },
  );

  app.post(
    "/v1/pending-actions/:id/take-back",
    {
      config: { access: deciders },
      schema: {
        ...ofAction,
        operationId: "takeBackApproval",
        summary: "Take the approval of an action back, before its executable_at; it waits again",
        body: ref(ShownDecisionSchema),
        response: { 200: ref(TakenBackActionSchema), ...problemResponses(400, 403, 404, 409) },
      },
    },
    async (request) => {
      const answer = { ...fieldsOf(request.body), ...deciderOf(request), id: request.params.id };
      const taken = await takeBackApproval(db, answer, contextOf(request, context));
      if (taken.outcome !== "taken_back") throw refuseDecision(taken);
      const { action } = renderActionOutcome(taken, exactText);
      return { outcome: "taken_back" as const, action };
    },
  );

  app.post(
    "/v1/pending-actions/:id/cancel",
    {
      config: { access: ownersAndProposers },
      schema: {
        ...ofAction,
        operationId: "withdrawPendingAction",
        summary: "Withdraw an action, as its owner, its proposer or the service that proposed it",
        body: Type.Object({ ...reason, ...surface }, { additionalProperties: false }),
        response: { 200: ref(DecidedActionSchema), ...problemResponses(400, 403, 404, 409, 410) },
      },
    },
    async (request) => {
      const { principal, id: caller } = callerOf(request);
      const by = principal.kind === "user" ? { userId: caller } : { serviceId: caller };
      const { reason: why, surface: place = "api" } = request.body;
      const withdrawal = { ...by, id: request.params.id, reason: why, surface: place };
      return renderDecided(
        await withdrawPendingAction(db, withdrawal, contextOf(request, context)),
      );
    },
  );

  app.post(
    "/v1/pending-actions/decisions",
    {
      config: { access: deciders },
      schema: {
        operationId: "decidePendingActions",
        summary: "Approve or reject up to 100 actions, each by its id; each has its own outcome",
        tags: ["pending actions"],
        querystring: NoQuery,
        body: Type.Object(
          {
            decisions: Type.Array(
              Type.Object(
                {
                  id: Uuid,
                  verdict: OneOf(["approve", "reject"]),
                  ...payloadDigest,
                  ...reason,
                },
                { additionalProperties: false },
              ),
              { minItems: 1, maxItems: pendingActionLimits.decisionsAtOnce },
            ),
            ...surface,
          },
          { additionalProperties: false },
        ),
        response: { 200: ref(ManyDecisionsSchema), ...problemResponses(400) },
      },
    },
    async (request) => {
      const decisions = request.body.decisions.map((one) => fieldsOf(one));
      const many = { ...deciderOf(request), decisions };
      const made = await decideMany(db, many, contextOf(request, context));
      const ids = decisions.map(({ id }) => id.toLowerCase());
      return renderManyDecisions(ids, made, exactText);
    },
  );
};

/** The person who decides, by their own identity, where, and since when by a passkey. */
export function deciderOf(request: FastifyRequest) {
  const { id, role } = personOf(request);
  const session = callerOf(request).signedIn?.session;
  const passkeyAt = session?.signedInBy === "passkey" ? session.createdAt : undefined;
  const body = request.body as { readonly surface?: (typeof decisionSurfaces)[number] };
  return { userId: id, role, surface: body.surface ?? "api", passkeyAt };
}
