import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { exportUser } from "@handsfree/repositories/privacy";
import Type from "typebox";
import { ownerOf } from "../../access/caller.ts";
import type { Services } from "../../services.ts";
import { problemResponses } from "../../http/problem.ts";
import { OwnerHeaders, NoQuery } from "../../http/schemas.ts";
import { sendAsMade } from "../../http/send-as-made.ts";
import { shareProcessor } from "../../http/share-processor.ts";

export const exportRoute: FastifyPluginAsyncTypebox<Services> = async (app, { db, context }) => {
  app.get(
    "/v1/export",
    {
      config: { access: { scopes: ["privacy"], owned: true }, concurrency: "export" },
      schema: {
        operationId: "exportUser",
        summary: "All records of the caller, as JSON Lines",
        description:
          'One object with "type" and "data" a line. The last is of type "end", with the counts; where it is missing, the export was interrupted. A caller can have one export at a time, and the server two. A caller that does not read is disconnected.',
        tags: ["export"],
        headers: OwnerHeaders,
        querystring: NoQuery,
        response: {
          200: {
            description: "JSON Lines, from a header to an end",
            content: { "application/jsonl": { schema: Type.String() } },
          },
          ...problemResponses(400, 429, 503),
        },
      },
    },
    async (request, reply) => {
      void reply
        .type("application/jsonl; charset=utf-8")
        .header("content-disposition", 'attachment; filename="handsfree-export.jsonl"');
      await sendAsMade(reply, shareProcessor(exportUser(db, ownerOf(request), context)));
      return reply;
    },
  );
};
