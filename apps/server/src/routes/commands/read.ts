import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { findCommand, listCommands } from "@handsfree/repositories/commands";
import { commandStatuses, profiles } from "@handsfree/schema";
import { OneOf, ref, renderPage, Uuid } from "@handsfree/wire";
import {
  ExpandedCommandPageSchema,
  ExpandedCommandSchema,
  renderCommand,
} from "@handsfree/wire/commands";
import Type from "typebox";
import { exactText } from "../../http/exact-text.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { ReaderHeaders, filterOf, IdParameters, listQuery } from "../../http/schemas.ts";
import { readerOf } from "../../access/caller.ts";
import { commandReaders } from "../../access/groups.ts";
import type { Services } from "../../services.ts";
import { expanded, expandQuery, recordQuery } from "../../expansions/expand.ts";
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
      const asked = { db, context, request };
      const render = await expanded(page.items, renderCommand, commandExpansions, asked);
      return renderPage(page, render, exactText);
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
      const asked = { db, context, request };
      const render = await expanded([command], renderCommand, commandExpansions, asked);
      return render(command, exactText);
    },
  );
};
