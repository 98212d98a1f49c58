import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { findCommand, listCommands } from "@handsfree/repositories/commands";
import { commandStatuses, profiles } from "@handsfree/schema";
import { OneOf, ref, renderPage, Uuid } from "@handsfree/wire";
import { CommandPageSchema, CommandSchema, renderCommand } from "@handsfree/wire/commands";
import Type from "typebox";
import { exactText } from "../../http/exact-text.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { ReaderHeaders, filterOf, IdParameters, listQuery, NoQuery } from "../../http/schemas.ts";
import { readerOf } from "../../access/caller.ts";
import { commandReaders } from "../../access/groups.ts";
import type { Services } from "../../services.ts";

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
        }),
        response: { 200: ref(CommandPageSchema), ...problemResponses(400, 429, 503) },
      },
    },
    async (request) => {
      const { query } = request;
      const filter = { ...filterOf(query), ...readerOf(request) };
      return renderPage(await listCommands(db, filter, context), renderCommand, exactText);
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
        querystring: NoQuery,
        response: { 200: ref(CommandSchema), ...problemResponses(400, 404) },
      },
    },
    async (request) => {
      const { params } = request;
      const ids = { ...readerOf(request), id: params.id };
      const command = await findCommand(db, ids, context);
      if (command) return renderCommand(command, exactText);
      throw new Problem(404, "not_found", "the caller has no command with this id");
    },
  );
};
