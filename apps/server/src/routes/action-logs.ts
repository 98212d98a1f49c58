import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { type ActionLog, decodeJsonExactly, listActionLogs } from "@handsfree/repositories";
import Type, { type Static } from "typebox";
import type { Services } from "../services.ts";
import { problemResponses } from "../http/problem.ts";
import {
  CallerHeaders,
  listQuery,
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

export const actionLogRoutes: FastifyPluginAsyncTypebox<Services> = async (app, { db }) => {
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
        response: { 200: pageOf(ActionLogSchema), ...problemResponses(400) },
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
