import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  type ActionLog,
  decodeJsonExactly,
  findActionLog,
  listActionLogs,
  maximumTextLength,
  recordActionLog,
} from "@handsfree/repositories";
import Type, { type Static } from "typebox";
import type { Services } from "../services.ts";
import { KeyedCallerHeaders } from "../http/idempotency-key.ts";
import { exactMember } from "../http/json-body.ts";
import { Problem, problemResponses } from "../http/problem.ts";
import {
  CallerHeaders,
  IdParameters,
  listQuery,
  NoQuery,
  Nullable,
  pageOf,
  renderPage,
  Time,
  toPageRequest,
  Uuid,
} from "../http/schemas.ts";

const ActionLogSchema = Type.Object({
  id: Uuid,
  user_id: Uuid,
  action_type: Type.String(),
  target: Nullable(Type.String()),
  request: Type.Unknown(),
  result: Type.Unknown(),
  ok: Type.Boolean(),
  idempotency_key: Nullable(Type.String()),
  created_at: Time,
});

const NewActionLogSchema = Type.Object(
  {
    action_type: Type.String({ minLength: 1, maxLength: maximumTextLength }),
    ok: Type.Boolean({ description: "Whether the side effect came about" }),
    target: Type.Optional(
      Nullable(
        Type.String({
          minLength: 1,
          maxLength: maximumTextLength,
          description: "What it was done to, for example owner/name#12",
        }),
      ),
    ),
    request: Type.Optional(
      Type.Unknown({ description: "Any JSON value; its secrets are redacted" }),
    ),
    result: Type.Optional(
      Type.Unknown({ description: "Any JSON value; its secrets are redacted" }),
    ),
  },
  { additionalProperties: false },
);

export const actionLogRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.post(
    "/v1/action-logs",
    {
      schema: {
        operationId: "recordActionLog",
        summary: "Put a side effect on record, once for each idempotency key",
        tags: ["action logs"],
        // A client cannot know whether its answer was lost, so that every record needs a key.
        headers: Type.Required(KeyedCallerHeaders),
        querystring: NoQuery,
        body: NewActionLogSchema,
        response: {
          200: ActionLogSchema,
          201: ActionLogSchema,
          ...problemResponses(400, 409, 413, 422),
        },
      },
    },
    async (request, reply) => {
      const { body, headers } = request;
      const recorded = await recordActionLog(
        db,
        {
          userId: headers["x-user-id"],
          actionType: body.action_type,
          ok: body.ok,
          target: body.target,
          request: exactMember(request, "request"),
          result: exactMember(request, "result"),
          idempotencyKey: headers["idempotency-key"],
        },
        context,
      );
      switch (recorded.outcome) {
        case "key_reused":
          throw new Problem(
            422,
            recorded.outcome,
            "the idempotency key was used for another request; take a new one",
            { field: "idempotency-key" },
          );
        case "in_progress":
          throw new Problem(
            409,
            recorded.outcome,
            "a run with this idempotency key has not ended; ask again later",
            { lease_expires_at: recorded.leaseExpiresAt.toISOString() },
          );
        default:
          return reply
            .code(recorded.outcome === "recorded" ? 201 : 200)
            .send(renderActionLog(recorded.log));
      }
    },
  );

  app.get(
    "/v1/action-logs",
    {
      schema: {
        operationId: "listActionLogs",
        summary: "List what was done in the caller's name, newest first",
        tags: ["action logs"],
        headers: CallerHeaders,
        querystring: listQuery({
          action_type: Type.Optional(Type.String()),
          ok: Type.Optional(Type.Boolean()),
          target: Type.Optional(Type.String()),
        }),
        response: { 200: pageOf(ActionLogSchema), ...problemResponses(400, 429, 503) },
      },
    },
    async ({ headers, query }) => {
      const page = await listActionLogs(db, {
        userId: headers["x-user-id"],
        actionType: query.action_type,
        ok: query.ok,
        target: query.target,
        ...toPageRequest(query),
      });
      return renderPage(page, renderActionLog);
    },
  );

  app.get(
    "/v1/action-logs/:id",
    {
      schema: {
        operationId: "getActionLog",
        summary: "One of the caller's records",
        tags: ["action logs"],
        headers: CallerHeaders,
        params: IdParameters,
        querystring: NoQuery,
        response: { 200: ActionLogSchema, ...problemResponses(400, 404) },
      },
    },
    async ({ headers, params }) => {
      const log = await findActionLog(db, { userId: headers["x-user-id"], id: params.id });
      if (log === undefined) {
        throw new Problem(404, "not_found", "the caller has no action log with this id");
      }
      return renderActionLog(log);
    },
  );
};

function renderActionLog(log: ActionLog): Static<typeof ActionLogSchema> {
  return {
    id: log.id,
    user_id: log.userId,
    action_type: log.actionType,
    target: log.target,
    request: decodeJsonExactly(log.requestJson),
    result: decodeJsonExactly(log.resultJson),
    ok: log.ok,
    idempotency_key: log.idempotencyKey,
    created_at: log.createdAt.toISOString(),
  };
}
