import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  findCommand,
  linkCommandToAction,
  listCommands,
  recordCommand,
} from "@handsfree/repositories";
import { commandStatuses, profiles } from "@handsfree/schema";
import Type from "typebox";
import type { Services } from "../services.ts";
import { KeyedCallerHeaders } from "../http/idempotency-key.ts";
import { exactMember } from "../http/json-body.ts";
import { Problem, problemResponses } from "../http/problem.ts";
import {
  CallerHeaders,
  IdParameters,
  listQuery,
  NoQuery,
  OneOf,
  pageOf,
  renderPage,
  toPageRequest,
  Uuid,
} from "../http/schemas.ts";
import { CommandSchema, NewCommandSchema, renderCommand } from "./command-schemas.ts";

export const commandRoutes: FastifyPluginAsyncTypebox<Services> = async (app, { db, context }) => {
  app.post(
    "/v1/commands",
    {
      schema: {
        operationId: "recordCommand",
        summary: "Record a command, with what its privacy mode lets be kept of it",
        tags: ["commands"],
        headers: KeyedCallerHeaders,
        querystring: NoQuery,
        body: NewCommandSchema,
        response: {
          200: { ...CommandSchema, description: "It was recorded before, with this key" },
          201: { ...CommandSchema, description: "It is recorded now" },
          ...problemResponses(400, 413, 422),
        },
      },
    },
    async (request, reply) => {
      const { body, headers } = request;
      const { outcome, command } = await recordCommand(
        db,
        {
          userId: headers["x-user-id"],
          inputType: body.input_type,
          status: body.status,
          profile: body.profile,
          privacyMode: body.privacy_mode,
          transcript: body.transcript,
          storeTranscript: body.store_transcript,
          intentName: body.intent_name,
          intentConfidence: body.intent_confidence,
          entities: exactMember(request, "entities"),
          sessionId: body.session_id,
          latencyMs: body.latency_ms,
          pendingActionId: body.pending_action_id,
          idempotencyKey: headers["idempotency-key"],
        },
        context,
      );
      if (outcome === "key_reused") {
        const detail = "the idempotency key was used for another request; give this one its own";
        throw new Problem(422, outcome, detail, { command_id: command.id });
      }
      return reply.code(outcome === "replayed" ? 200 : 201).send(renderCommand(command));
    },
  );

  app.get(
    "/v1/commands",
    {
      schema: {
        operationId: "listCommands",
        summary: "List the caller's commands, newest first",
        tags: ["commands"],
        headers: CallerHeaders,
        querystring: listQuery({
          profile: Type.Optional(OneOf(profiles)),
          status: Type.Optional(OneOf(commandStatuses)),
          intent_name: Type.Optional(Type.String()),
          session_id: Type.Optional(Type.String()),
          pending_action_id: Type.Optional(Uuid),
        }),
        response: { 200: pageOf(CommandSchema), ...problemResponses(400, 429, 503) },
      },
    },
    async ({ headers, query }) => {
      const filter = {
        userId: headers["x-user-id"],
        profile: query.profile,
        status: query.status,
        intentName: query.intent_name,
        sessionId: query.session_id,
        pendingActionId: query.pending_action_id,
        ...toPageRequest(query),
      };
      return renderPage(await listCommands(db, filter, context), renderCommand);
    },
  );

  app.get(
    "/v1/commands/:id",
    {
      schema: {
        operationId: "getCommand",
        summary: "One of the caller's commands",
        tags: ["commands"],
        headers: CallerHeaders,
        params: IdParameters,
        querystring: NoQuery,
        response: { 200: CommandSchema, ...problemResponses(400, 404) },
      },
    },
    async ({ headers, params }) => {
      const ids = { userId: headers["x-user-id"], id: params.id };
      const command = await findCommand(db, ids, context);
      if (command === undefined) throw notFound("command");
      return renderCommand(command);
    },
  );

  app.post(
    "/v1/commands/:id/pending-action",
    {
      schema: {
        operationId: "linkCommandToAction",
        summary: "Say which pending action a command led to, once",
        tags: ["commands"],
        headers: CallerHeaders,
        params: IdParameters,
        querystring: NoQuery,
        body: Type.Object({ pending_action_id: Uuid }, { additionalProperties: false }),
        response: { 200: CommandSchema, ...problemResponses(400, 404, 409) },
      },
    },
    async ({ headers, params, body }) => {
      const link = {
        userId: headers["x-user-id"],
        commandId: params.id,
        pendingActionId: body.pending_action_id,
      };
      const linked = await linkCommandToAction(db, link, context);
      switch (linked.outcome) {
        case "command_not_found":
          throw notFound("command");
        case "action_not_found":
          throw notFound("pending action");
        case "linked_elsewhere":
          throw new Problem(409, linked.outcome, "the command led to another action", {
            pending_action_id: linked.command.pendingActionId,
          });
        default:
          return renderCommand(linked.command);
      }
    },
  );
};

function notFound(record: string): Problem {
  return new Problem(404, "not_found", `the caller has no ${record} with this id`);
}
