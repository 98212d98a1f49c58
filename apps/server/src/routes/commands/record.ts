import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { recordCommand } from "@handsfree/repositories/commands";
import { fieldsOf, ref } from "@handsfree/wire";
import { CommandSchema, renderCommand } from "@handsfree/wire/commands";
import { bodyLimits } from "../../http/body-limits.ts";
import { exactText } from "../../http/exact-text.ts";
import { exactMember } from "../../http/json-body.ts";
import { replayedHeader } from "../../http/idempotent-requests.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { KeyedOwnerHeaders, NoQuery } from "../../http/schemas.ts";
import { contextOf, ownerOf } from "../../access/caller.ts";
import type { Services } from "../../services.ts";
import { NewCommandSchema } from "./schemas.ts";

export const recordCommandRoute: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.post(
    "/v1/commands",
    {
      bodyLimit: bodyLimits.record,
      config: { access: { scopes: ["commands:write"], owned: true }, idempotency: "native" },
      schema: {
        operationId: "recordCommand",
        summary: "Record a command, with the parts that its privacy mode allows",
        tags: ["commands"],
        headers: KeyedOwnerHeaders,
        querystring: NoQuery,
        body: ref(NewCommandSchema),
        response: {
          200: ref(CommandSchema, "It was recorded before, with this key"),
          201: ref(CommandSchema, "It is recorded now"),
          ...problemResponses(400, 413, 422),
        },
      },
    },
    async (request, reply) => {
      const { body, headers } = request;
      const { outcome, command } = await recordCommand(
        db,
        {
          ...fieldsOf(body),
          entities: exactMember(request, "entities"),
          userId: ownerOf(request),
          idempotencyKey: headers["idempotency-key"],
        },
        contextOf(request, context),
      );
      if (outcome === "key_reused") {
        const detail = "the idempotency key was used for another request; give this one its own";
        throw new Problem(422, outcome, detail, { command_id: command.id });
      }
      const status = outcome === "replayed" ? 200 : 201;
      if (status === 200) void reply.header(replayedHeader, "true");
      return reply
        .code(status)
        .header("location", `/v1/commands/${command.id}`)
        .send(renderCommand(command, exactText));
    },
  );
};
