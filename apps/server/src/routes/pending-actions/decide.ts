import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { textLimits } from "@handsfree/repositories";
import { cancelPendingAction, confirmPendingAction } from "@handsfree/repositories/pending-actions";
import { fieldsOf, Nullable, ref } from "@handsfree/wire";
import {
  ApprovedActionSchema,
  DecidedActionSchema,
  renderActionOutcome,
} from "@handsfree/wire/pending-actions";
import Type from "typebox";
import { exactText } from "../../http/exact-text.ts";
import { problemResponses } from "../../http/problem.ts";
import { NoQuery } from "../../http/schemas.ts";
import { contextOf, personOf } from "../../access/caller.ts";
import { deciders } from "../../access/groups.ts";
import { renderDecided } from "./decision-answers.ts";
import type { Services } from "../../services.ts";

export const NewDecisionSchema = Type.Object(
  {
    token: Type.String({ minLength: 1, maxLength: textLimits.short }),
    payload_digest: Type.Optional(
      Nullable(
        Type.String({
          description:
            "The payload_digest of the action as the person was shown it; where it differs, 409",
        }),
      ),
    ),
    reason: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: textLimits.short }))),
  },
  { $id: "NewDecision", additionalProperties: false },
);

export const decideRoutes: FastifyPluginAsyncTypebox<Services> = async (app, { db, context }) => {
  app.post(
    "/v1/pending-actions/confirm",
    {
      config: { access: deciders },
      schema: {
        operationId: "confirmPendingAction",
        summary: "Confirm an action by its token, as its owner; of any number of attempts one wins",
        tags: ["pending actions"],
        querystring: NoQuery,
        body: ref(NewDecisionSchema),
        response: {
          200: ref(DecidedActionSchema),
          202: ref(ApprovedActionSchema),
          ...problemResponses(400, 403, 404, 409, 410),
        },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const answer = { ...fieldsOf(body), userId: personOf(request).id };
      const decision = await confirmPendingAction(db, answer, contextOf(request, context));
      if (decision.outcome !== "approved") return renderDecided(decision);
      return reply.code(202).send(renderActionOutcome(decision, exactText));
    },
  );

  app.post(
    "/v1/pending-actions/cancel",
    {
      config: { access: deciders },
      schema: {
        operationId: "cancelPendingAction",
        summary: "Cancel an action by its token, as its owner; of any number of attempts one wins",
        tags: ["pending actions"],
        querystring: NoQuery,
        body: ref(NewDecisionSchema),
        response: { 200: ref(DecidedActionSchema), ...problemResponses(400, 404, 409, 410) },
      },
    },
    async (request) => {
      const { body } = request;
      const answer = { ...fieldsOf(body), userId: personOf(request).id };
      return renderDecided(await cancelPendingAction(db, answer, contextOf(request, context)));
    },
  );
};
