import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { findActionLog, listActionLogs } from "@handsfree/repositories/action-logs";
import { ref } from "@handsfree/wire";
import {
  ExpandedActionLogPageSchema,
  ExpandedActionLogSchema,
  renderActionLog,
} from "@handsfree/wire/action-logs";
import { actionLogFilterOf, actionLogFilters } from "./filter.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { ReaderHeaders, IdParameters, listQuery } from "../../http/schemas.ts";
import { readerOf } from "../../access/caller.ts";
import { actionAuditors } from "../../access/groups.ts";
import type { Services } from "../../services.ts";
import {
  expandQuery,
  recordQuery,
  renderExpanded,
  renderExpandedPage,
} from "../../expansions/expand.ts";
import { logExpansions } from "../../expansions/records.ts";

export const readActionLogRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.get(
    "/v1/action-logs",
    {
      config: { access: actionAuditors },
      schema: {
        operationId: "listActionLogs",
        summary: "List what was done in the caller's name, newest first",
        description:
          "A page with `q` or `credential_id` can have fewer items than its limit, or none, though more follow: then it has `searched_to`, and `next_cursor` goes on from there.",
        tags: ["action logs"],
        headers: ReaderHeaders,
        querystring: listQuery({ ...actionLogFilters, ...expandQuery(logExpansions) }),
        response: { 200: ref(ExpandedActionLogPageSchema), ...problemResponses(400, 429, 503) },
      },
    },
    async (request) => {
      const filter = { ...actionLogFilterOf(request.query), ...readerOf(request) };
      const page = await listActionLogs(db, filter);
      return renderExpandedPage(page, renderActionLog, logExpansions, { db, context, request });
    },
  );

  app.get(
    "/v1/action-logs/:id",
    {
      config: { access: actionAuditors },
      schema: {
        operationId: "getActionLog",
        summary: "One of the caller's records",
        tags: ["action logs"],
        headers: ReaderHeaders,
        params: IdParameters,
        querystring: recordQuery(logExpansions),
        response: { 200: ref(ExpandedActionLogSchema), ...problemResponses(400, 404) },
      },
    },
    async (request) => {
      const { params } = request;
      const log = await findActionLog(db, { ...readerOf(request), id: params.id });
      if (log === undefined) {
        throw new Problem(404, "not_found", "the caller has no action log with this id");
      }
      return renderExpanded(log, renderActionLog, logExpansions, { db, context, request });
    },
  );
};
