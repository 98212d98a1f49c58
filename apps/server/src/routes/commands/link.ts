import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { linkCommandToAction } from "@handsfree/repositories/commands";
import { ref, Uuid } from "@handsfree/wire";
import { CommandSchema, renderCommand } from "@handsfree/wire/commands";
import Type from "typebox";
import { exactText } from "../../http/exact-text.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { OwnerHeaders, IdParameters, NoQuery } from "../../http/schemas.ts";
import { callerOf, contextOf, ownerOf } from "../../access/caller.ts";
import type { Services } from "../../services.ts";

export const linkCommandRoute: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.post(
    "/v1/commands/:id/pending-action",
    {
      config: { access: { scopes: ["commands:write"], owned: true }, idempotency: "secret" },
      schema: {
        operationId: "linkCommandToAction",
        summary: "Say which pending action a command led to, once",
        tags: ["commands"],
        headers: OwnerHeaders,
        params: IdParameters,
        querystring: NoQuery,
        body: Type.Object({ pending_action_id: Uuid }, { additionalProperties: false }),
        response: { 200: ref(CommandSchema), ...problemResponses(400, 404, 409) },
      },
    },
    async (request) => {
      const { params, body } = request;
      const link = {
        userId: ownerOf(request),
        commandId: params.id,
        pendingActionId: body.pending_action_id,
        by: callerOf(request).id,
      };
      const linked = await linkCommandToAction(db, link, contextOf(request, context));
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
          return renderCommand(linked.command, exactText);
      }
    },
  );
};

function notFound(record: string): Problem {
  return new Problem(404, "not_found", `the caller has no ${record} with this id`);
}
