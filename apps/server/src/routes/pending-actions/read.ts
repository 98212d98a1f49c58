import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { findPendingAction, listPendingActions } from "@handsfree/repositories";
import { pendingActionStates } from "@handsfree/schema";
import Type from "typebox";
import { Problem, problemResponses } from "../../http/problem.ts";
import {
  CallerHeaders,
  IdParameters,
  listQuery,
  NoQuery,
  OneOf,
  pageOf,
  renderPage,
  toPageRequest,
} from "../../http/schemas.ts";
import type { Services } from "../../services.ts";
import { ActionSchema, renderAction } from "./action-schema.ts";

export const pendingActionRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.get(
    "/v1/pending-actions",
    {
      schema: {
        operationId: "listPendingActions",
        summary: "List the caller's actions, newest first",
        tags: ["pending actions"],
        headers: CallerHeaders,
        querystring: listQuery({
          role: Type.Optional(
            Type.Unsafe<"owner" | "approver">({
              ...OneOf(["owner", "approver"]),
              description:
                "Default owner; approver lists what waits for the caller, whoever owns it",
            }),
          ),
          state: Type.Optional(
            Type.Unsafe<(typeof states)[number]>({
              ...OneOf(states),
              description: "Default pending: those that can still be decided",
            }),
          ),
          action_type: Type.Optional(Type.String()),
        }),
        response: { 200: pageOf(ActionSchema), ...problemResponses(400, 429, 503) },
      },
    },
    async ({ headers, query }) => {
      const filter = {
        userId: headers["x-user-id"],
        role: query.role,
        state: query.state,
        actionType: query.action_type,
        ...toPageRequest(query),
      };
      return renderPage(await listPendingActions(db, filter, context), renderAction);
    },
  );

  app.get(
    "/v1/pending-actions/:id",
    {
      schema: {
        operationId: "getPendingAction",
        summary: "An action that the caller owns or may decide, and what became of it",
        tags: ["pending actions"],
        headers: CallerHeaders,
        querystring: NoQuery,
        params: IdParameters,
        response: { 200: ActionSchema, ...problemResponses(400, 404) },
      },
    },
    async ({ headers, params }) => {
      const holder = { userId: headers["x-user-id"], id: params.id };
      const action = await findPendingAction(db, holder, context);
      if (action) return renderAction(action);
      throw new Problem(404, "not_found", "the caller has no action with this id");
    },
  );
};

const states = [...pendingActionStates, "all"] as const;
