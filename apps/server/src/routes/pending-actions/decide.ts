import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  type Cancellation,
  cancelPendingAction,
  confirmPendingAction,
  maximumTextLength,
  type PendingAction,
} from "@handsfree/repositories";
import Type, { type Static } from "typebox";
import { Problem, problemResponses } from "../../http/problem.ts";
import { CallerHeaders, Nullable, NoQuery, OneOf } from "../../http/schemas.ts";
import type { Services } from "../../services.ts";
import { ActionSchema, renderAction } from "./action-schema.ts";

const DecisionBody = Type.Object(
  {
    token: Type.String({ minLength: 1, maxLength: maximumTextLength }),
    payload_digest: Type.Optional(
      Nullable(
        Type.String({
          description:
            "The payload_digest of the action as the person was shown it; where it differs, 409",
        }),
      ),
    ),
    reason: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: maximumTextLength }))),
  },
  { additionalProperties: false },
);

const DecidedSchema = Type.Object({
  outcome: OneOf(["confirmed", "cancelled"]),
  action: ActionSchema,
});
const ApprovedSchema = Type.Object(
  {
    outcome: OneOf(["approved"]),
    missing: Type.Integer({ description: "How many more people must approve" }),
    action: ActionSchema,
  },
  { description: "The approval counts, and it takes more" },
);

export const decisionRoutes: FastifyPluginAsyncTypebox<Services> = async (app, { db, context }) => {
  app.post(
    "/v1/pending-actions/confirm",
    {
      schema: {
        operationId: "confirmPendingAction",
        summary: "Confirm an action, or approve it; of any number of attempts one wins",
        tags: ["pending actions"],
        headers: CallerHeaders,
        querystring: NoQuery,
        body: DecisionBody,
        response: {
          200: DecidedSchema,
          202: ApprovedSchema,
          ...problemResponses(400, 403, 404, 409, 410),
        },
      },
    },
    async ({ headers, body }, reply) => {
      const decision = await confirmPendingAction(db, toDecision(headers, body), context);
      if (decision.outcome !== "approved") return render(decision);
      const { outcome, missing, action } = decision;
      return reply.code(202).send({ outcome, missing, action: renderAction(action) });
    },
  );

  app.post(
    "/v1/pending-actions/cancel",
    {
      schema: {
        operationId: "cancelPendingAction",
        summary:
          "Cancel an action, as its owner or an approver; of any number of attempts one wins",
        tags: ["pending actions"],
        headers: CallerHeaders,
        querystring: NoQuery,
        body: DecisionBody,
        response: { 200: DecidedSchema, ...problemResponses(400, 404, 409, 410) },
      },
    },
    async ({ headers, body }) =>
      render(await cancelPendingAction(db, toDecision(headers, body), context)),
  );
};

function toDecision(headers: Static<typeof CallerHeaders>, body: Static<typeof DecisionBody>) {
  return {
    userId: headers["x-user-id"],
    token: body.token,
    payloadDigest: body.payload_digest,
    reason: body.reason,
  };
}

/** The answer to a decision that ended the waiting; any other is a problem. */
function render(decision: Cancellation): Static<typeof DecidedSchema> {
  if (decision.outcome === "not_found") {
    const { outcome } = decision;
    throw new Problem(404, outcome, "the caller has no action with this token", { outcome });
  }
  const { outcome } = decision;
  const action = renderAction(decision.action);
  if (outcome === "confirmed" || outcome === "cancelled") return { outcome, action };
  const { status, detail } = refusals[outcome];
  throw new Problem(status, outcome, detail(decision.action), { outcome, action });
}

interface Refusal {
  readonly status: number;
  readonly detail: (action: PendingAction) => string;
}

/** Why a decision does not count. An outcome without a row does not compile. */
const refusals: Readonly<
  Record<Exclude<Cancellation["outcome"], "confirmed" | "cancelled" | "not_found">, Refusal>
> = {
  already_decided: { status: 409, detail: ({ state }) => `the action was ${state} before` },
  already_approved: {
    status: 409,
    detail: () => "the caller has approved it before; it takes other people as well",
  },
  digest_mismatch: {
    status: 409,
    detail: () =>
      "the action is not the one that was shown, or proposed; show it again, or propose it anew",
  },
  proposer_cannot_approve: {
    status: 403,
    detail: () => "the caller proposed the action, which takes another person's approval",
  },
  expired: { status: 410, detail: () => "the action expired undecided; propose it again" },
};
