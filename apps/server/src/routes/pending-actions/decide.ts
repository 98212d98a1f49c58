import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { textLimits } from "@handsfree/repositories";
import {
  type Cancellation,
  cancelPendingAction,
  confirmPendingAction,
  type PendingAction,
} from "@handsfree/repositories/pending-actions";
import { fieldsOf, Nullable, ref } from "@handsfree/wire";
import {
  ApprovedActionSchema,
  type DecidedActionJson,
  DecidedActionSchema,
  renderActionOutcome,
} from "@handsfree/wire/pending-actions";
import Type from "typebox";
import { exactText } from "../../http/exact-text.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { NoQuery } from "../../http/schemas.ts";
import { contextOf, personOf } from "../../access/caller.ts";
import { deciders } from "../../access/groups.ts";
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
      if (decision.outcome !== "approved") return render(decision);
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
      return render(await cancelPendingAction(db, answer, contextOf(request, context)));
    },
  );
};

/**
 * The answer to a decision that ended the waiting.
 *
 * @throws {Problem} for any other.
 */
function render(decision: Cancellation): DecidedActionJson {
  if (decision.outcome === "not_found") {
    const { outcome } = decision;
    throw new Problem(404, outcome, "the caller has no action with this token", { outcome });
  }
  const { outcome } = decision;
  const { action } = renderActionOutcome(decision, exactText);
  if (outcome === "confirmed" || outcome === "cancelled") return { outcome, action };
  const { status, detail } = refusals[outcome];
  throw new Problem(status, outcome, detail(decision.action), { outcome, action });
}

interface Refusal {
  readonly status: number;
  readonly detail: (action: PendingAction) => string;
}

/** The reasons why a decision does not count. An outcome without a row does not compile. */
const refusals: Readonly<
  Record<Exclude<Cancellation["outcome"], "confirmed" | "cancelled" | "not_found">, Refusal>
> = {
  already_decided: { status: 409, detail: ({ state }) => `the action was ${state} before` },
  already_approved: {
    status: 409,
    detail: () => "the caller approved the action before; other people must approve it too",
  },
  digest_mismatch: {
    status: 409,
    detail: () =>
      "the action differs from the one that was shown or proposed; show it again, or propose it anew",
  },
  proposer_cannot_approve: {
    status: 403,
    detail: () => "the caller proposed the action, so another person must approve it",
  },
  expired: { status: 410, detail: () => "the action expired undecided; propose it again" },
};
