import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { findCommand, listCommands } from "@handsfree/repositories/commands";
import { commandStatuses, profiles } from "@handsfree/schema";
import { OneOf, ref, Uuid } from "@handsfree/wire";
import {
  ExpandedCommandPageSchema,
  ExpandedCommandSchema,
  renderCommand,
} from "@handsfree/wire/commands";
import Type from "typebox";
import { Problem, problemResponses } from "../../http/problem.ts";
import { ReaderHeaders, filterOf, IdParameters, listQuery } from "../../http/schemas.ts";
import { readerOf } from "../../access/caller.ts";
import { commandReaders } from "../../access/groups.ts";
import type { Services } from "../../services.ts";
import {
  expandQuery,
  recordQuery,
  renderExpanded,
  renderExpandedPage,
} from "../../expansions/expand.ts";
import { commandExpansions } from "../../expansions/records.ts";

export const readCommandRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.get(
    "/v1/commands",
    {
      config: { access: commandReaders },
      schema: {
        operationId: "listCommands",
        summary: "List the caller's commands, newest first",
        tags: ["commands"],
        headers: ReaderHeaders,
        querystring: listQuery({
          profile: Type.Optional(OneOf(profiles)),
          status: Type.Optional(OneOf(commandStatuses)),
          intent_name: Type.Optional(Type.String()),
          session_id: Type.Optional(Type.String()),
          pending_action_id: Type.Optional(Uuid),
          ...expandQuery(commandExpansions),
        }),
        response: { 200: ref(ExpandedCommandPageSchema), ...problemResponses(400, 429, 503) },
      },
    },
    async (request) => {
      const { query } = request;
      const filter = { ...filterOf(query), ...readerOf(request) };
      const page = await listCommands(db, filter, context);
      return renderExpandedPage(page, renderCommand, commandExpansions, { db, context, request });
    },
  );

  app.get(
    "/v1/commands/:id",
    {
      config: { access: commandReaders },
      schema: {
        operationId: "getCommand",
        summary: "One of the caller's commands",
        tags: ["commands"],
        headers: ReaderHeaders,
        params: IdParameters,
        querystring: recordQuery(commandExpansions),
        response: { 200: ref(ExpandedCommandSchema), ...problemResponses(400, 404) },
      },
    },
    async (request) => {
      const { params } = request;
      const ids = { ...readerOf(request), id: params.id };
      const command = await findCommand(db, ids, context);
      if (command === undefined) {
        throw new Problem(404, "not_found", "the caller has no command with this id");
      }
      return renderExpanded(command, renderCommand, commandExpansions, { db, context, request });
    },
  );
};
