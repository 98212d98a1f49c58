import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import {
  type Command,
  decodeJsonExactly,
  listCommands,
  maximumTextLength,
  maximumTranscriptLength,
  recordCommand,
} from "@handsfree/repositories";
import { commandStatuses, inputTypes, profiles } from "@handsfree/schema";
import Type, { type Static } from "typebox";
import type { Services } from "../services.ts";
import { exactMember } from "../http/json-body.ts";
import { problemResponses } from "../http/problem.ts";
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

const CommandSchema = Type.Object({
  id: Uuid,
  user_id: Uuid,
  profile: OneOf(profiles),
  input_type: OneOf(inputTypes),
  transcript: Nullable(Type.String({ description: "Null unless it was stored" })),
  intent_name: Nullable(Type.String()),
  intent_confidence: Nullable(Type.Number()),
  entities: Type.Unknown(),
  status: OneOf(commandStatuses),
  created_at: Time,
});

const NewCommandSchema = Type.Object(
  {
    input_type: OneOf(inputTypes),
    status: OneOf(commandStatuses),
    profile: Type.Optional(OneOf(profiles)),
    transcript: Type.Optional(Nullable(Type.String({ maxLength: maximumTranscriptLength }))),
    store_transcript: Type.Optional(
      Type.Boolean({
        default: false,
        description: "The transcript is dropped unless this is true",
      }),
    ),
    intent_name: Type.Optional(Nullable(Type.String({ maxLength: maximumTextLength }))),
    intent_confidence: Type.Optional(Nullable(Type.Number({ description: "From 0 to 1" }))),
    entities: Type.Optional(Type.Unknown({ description: "Any JSON value" })),
  },
  { additionalProperties: false },
);

export const commandRoutes: FastifyPluginAsyncTypebox<Services> = async (app, { db, context }) => {
  app.post(
    "/v1/commands",
    {
      schema: {
        operationId: "recordCommand",
        summary: "Record a command, without its transcript unless asked",
        tags: ["commands"],
        headers: CallerHeaders,
        querystring: NoQuery,
        body: NewCommandSchema,
        response: { 201: CommandSchema, ...problemResponses(400, 413) },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const command = await recordCommand(
        db,
        {
          userId: request.headers["x-user-id"],
          inputType: body.input_type,
          status: body.status,
          profile: body.profile,
          transcript: body.transcript,
          storeTranscript: body.store_transcript,
          intentName: body.intent_name,
          intentConfidence: body.intent_confidence,
          entities: exactMember(request, "entities"),
        },
        context,
      );
      return reply.code(201).send(renderCommand(command));
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
        }),
        response: { 200: pageOf(CommandSchema), ...problemResponses(400) },
      },
    },
    async ({ headers, query }) => {
      const page = await listCommands(db, {
        userId: headers["x-user-id"],
        profile: query.profile,
        status: query.status,
        intentName: query.intent_name,
        ...toPageRequest(query),
      });
      return renderPage(page, renderCommand);
    },
  );
};

function renderCommand(command: Command): Static<typeof CommandSchema> {
  return {
    id: command.id,
    user_id: command.userId,
    profile: command.profile,
    input_type: command.inputType,
    transcript: command.transcript,
    intent_name: command.intentName,
    intent_confidence: command.intentConfidence,
    entities: decodeJsonExactly(command.entitiesJson),
    status: command.status,
    created_at: command.createdAt.toISOString(),
  };
}
