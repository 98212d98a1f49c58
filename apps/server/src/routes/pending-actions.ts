import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  cancelPendingAction,
  confirmPendingAction,
  createPendingAction,
  type Decision,
  decodeJsonExactly,
  defaultTimeToLive,
  listPendingActions,
  maximumSummaryLength,
  maximumTextLength,
  maximumTimeToLive,
  type PendingAction,
} from "@handsfree/repositories";
import { pendingActionStates } from "@handsfree/schema";
import Type, { type Static } from "typebox";
import type { Services } from "../services.ts";
import { exactMember } from "../http/json-body.ts";
import { Problem, problemResponses } from "../http/problem.ts";
import {
  CallerHeaders,
  listQuery,
  NoQuery,
  Nullable,
  OneOf,
  pageOf,
  renderPage,
  Time,
  toPageRequest,
  Uuid,
} from "../http/schemas.ts";

const actionProperties = {
  id: Uuid,
  user_id: Uuid,
  summary: Type.String(),
  action_type: Type.String(),
  action_payload: Type.Unknown(),
  state: OneOf(pendingActionStates),
  expires_at: Time,
  decided_at: Nullable(Time),
  created_at: Time,
};
const ActionSchema = Type.Object(actionProperties);

const TokenBody = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: maximumTextLength }) },
  { additionalProperties: false },
);

const DecidedSchema = Type.Object({
  outcome: OneOf(["confirmed", "cancelled"]),
  action: ActionSchema,
});

const decisionResponses = { 200: DecidedSchema, ...problemResponses(400, 404, 409, 410) };

export const pendingActionRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.post(
    "/v1/pending-actions",
    {
      schema: {
        operationId: "createPendingAction",
        summary: "Put an action before its owner; the only answer that holds the token",
        tags: ["pending actions"],
        headers: CallerHeaders,
        querystring: NoQuery,
        body: Type.Object(
          {
            summary: Type.String({ minLength: 1, maxLength: maximumSummaryLength }),
            action_type: Type.String({ minLength: 1, maxLength: maximumTextLength }),
            action_payload: Type.Unknown({
              description: "Any JSON value; its numbers and texts keep their spelling",
            }),
            expires_in_seconds: Type.Optional(
              Type.Integer({ minimum: 1, maximum: maximumTimeToLive, default: defaultTimeToLive }),
            ),
          },
          { additionalProperties: false },
        ),
        response: {
          201: Type.Object({ token: Type.String(), ...actionProperties }),
          ...problemResponses(400, 413),
        },
      },
    },
    async (request, reply) => {
      const { action, token } = await createPendingAction(
        db,
        {
          userId: request.headers["x-user-id"],
          summary: request.body.summary,
          actionType: request.body.action_type,
          actionPayload: exactMember(request, "action_payload"),
          expiresInSeconds: request.body.expires_in_seconds,
        },
        context,
      );
      return reply.code(201).send({ token, ...renderAction(action) });
    },
  );

  app.get(
    "/v1/pending-actions",
    {
      schema: {
        operationId: "listPendingActions",
        summary: "List the caller's actions that can still be decided, newest first",
        tags: ["pending actions"],
        headers: CallerHeaders,
        querystring: listQuery({}),
        response: { 200: pageOf(ActionSchema), ...problemResponses(400) },
      },
    },
    async ({ headers, query }) => {
      const request = { userId: headers["x-user-id"], ...toPageRequest(query) };
      return renderPage(await listPendingActions(db, request, context), renderAction);
    },
  );

  app.post(
    "/v1/pending-actions/confirm",
    {
      schema: {
        operationId: "confirmPendingAction",
        summary: "Confirm an action; of any number of attempts one wins",
        tags: ["pending actions"],
        headers: CallerHeaders,
        querystring: NoQuery,
        body: TokenBody,
        response: decisionResponses,
      },
    },
    async ({ headers, body }) =>
      render(
        await confirmPendingAction(
          db,
          { userId: headers["x-user-id"], token: body.token },
          context,
        ),
      ),
  );

  app.post(
    "/v1/pending-actions/cancel",
    {
      schema: {
        operationId: "cancelPendingAction",
        summary: "Cancel an action; of any number of attempts one wins",
        tags: ["pending actions"],
        headers: CallerHeaders,
        querystring: NoQuery,
        body: TokenBody,
        response: decisionResponses,
      },
    },
    async ({ headers, body }) =>
      render(
        await cancelPendingAction(db, { userId: headers["x-user-id"], token: body.token }, context),
      ),
  );
};

function render(decision: Decision): Static<typeof DecidedSchema> {
  switch (decision.outcome) {
    case "not_found":
      throw new Problem(404, "not_found", "the caller has no action with this token", {
        outcome: decision.outcome,
      });
    case "expired":
      throw refuse(
        410,
        decision.outcome,
        "the action expired undecided; propose it again",
        decision.action,
      );
    case "already_decided":
      throw refuse(
        409,
        decision.outcome,
        `the action was ${decision.action.state} before`,
        decision.action,
      );
    default:
      return { outcome: decision.outcome, action: renderAction(decision.action) };
  }
}

function refuse(status: number, outcome: string, detail: string, action: PendingAction): Problem {
  return new Problem(status, outcome, detail, { outcome, action: renderAction(action) });
}

function renderAction(action: PendingAction): Static<typeof ActionSchema> {
  return {
    id: action.id,
    user_id: action.userId,
    summary: action.summary,
    action_type: action.actionType,
    action_payload: decodeJsonExactly(action.actionPayloadJson),
    state: action.state,
    expires_at: action.expiresAt.toISOString(),
    decided_at: action.decidedAt?.toISOString() ?? null,
    created_at: action.createdAt.toISOString(),
  };
}
