import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { findPendingAction, listPendingActions } from "@handsfree/repositories/pending-actions";
import { pendingActionStates } from "@handsfree/schema";
import { OneOf, ref } from "@handsfree/wire";
import {
  ExpandedPendingActionPageSchema,
  ExpandedPendingActionSchema,
  renderPendingAction,
} from "@handsfree/wire/pending-actions";
import Type from "typebox";
import { Problem, problemResponses } from "../../http/problem.ts";
import { ReaderHeaders, filterOf, IdParameters, listQuery } from "../../http/schemas.ts";
import { readerOf } from "../../access/caller.ts";
import { actionAuditors } from "../../access/groups.ts";
import type { Services } from "../../services.ts";
import {
  expandQuery,
  recordQuery,
  renderExpanded,
  renderExpandedPage,
} from "../../expansions/expand.ts";
import { actionExpansions } from "../../expansions/pending-actions.ts";

export const readPendingActionRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.get(
    "/v1/pending-actions",
    {
      config: { access: actionAuditors },
      schema: {
        operationId: "listPendingActions",
        summary: "List the caller's actions, newest first",
        tags: ["pending actions"],
        headers: ReaderHeaders,
        querystring: listQuery({
          role: Type.Optional(
            OneOf(["owner", "approver"], {
              description:
                "Default owner; approver lists the actions of any owner that wait for the caller",
            }),
          ),
          state: Type.Optional(
            OneOf([...pendingActionStates, "all"], {
              description: "Default pending: those that can still be decided",
            }),
          ),
          action_type: Type.Optional(Type.String()),
          ...expandQuery(actionExpansions),
        }),
        response: { 200: ref(ExpandedPendingActionPageSchema), ...problemResponses(400, 429, 503) },
      },
    },
    async (request) => {
      const { query } = request;
      const filter = { ...filterOf(query), ...readerOf(request) };
      const page = await listPendingActions(db, filter, context);
      return renderExpandedPage(page, renderPendingAction, actionExpansions, {
        db,
        context,
        request,
      });
    },
  );

  app.get(
    "/v1/pending-actions/:id",
    {
      config: { access: actionAuditors },
      schema: {
        operationId: "getPendingAction",
        summary: "An action that the caller owns or may decide, with its state now",
        tags: ["pending actions"],
        headers: ReaderHeaders,
        querystring: recordQuery(actionExpansions),
        params: IdParameters,
        response: { 200: ref(ExpandedPendingActionSchema), ...problemResponses(400, 404) },
      },
    },
    async (request) => {
      const { params } = request;
      const holder = { ...readerOf(request), id: params.id };
      const action = await findPendingAction(db, holder, context);
      if (action === undefined) {
        throw new Problem(404, "not_found", "the caller has no action with this id");
      }
      return renderExpanded(action, renderPendingAction, actionExpansions, {
        db,
        context,
        request,
      });
    },
  );
};
