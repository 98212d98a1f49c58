import { Readable } from "node:stream";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { exportUser } from "@handsfree/repositories/privacy";
import Type from "typebox";
import type { Services } from "../../services.ts";
import { Budget } from "../../http/answer-budget.ts";
import { problemResponses } from "../../http/problem.ts";
import { CallerHeaders, NoQuery } from "../../http/schemas.ts";

/** Exports at a time: each one searches all deliveries, and keeps in memory what its reader has not taken yet. */
const exportsAtOnce = { inAll: 2, perCaller: 1 };

/** There is no route that erases: callers are not authenticated yet, so any caller could erase any user. */
export const exportRoute: FastifyPluginAsyncTypebox<Services> = async (app, { db, context }) => {
  const open = new Budget(exportsAtOnce);
  app.get(
    "/v1/export",
    {
      schema: {
        operationId: "exportUser",
        summary: "All records of the caller, as JSON Lines",
        description:
          'One object with "type" and "data" a line. The last is of type "end", with the counts; where it is missing, the export was interrupted. A caller can have one export at a time, and the server two. A caller that does not read is disconnected.',
        tags: ["export"],
        headers: CallerHeaders,
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
    async ({ headers }, reply) => {
      open.take(reply, 1, "exports");
      const lines = exportUser(db, headers["x-user-id"], context);
      // An export that cannot begin is answered with a problem and its status.
      const first = await lines.next();
      const all = async function* (): AsyncIterable<string> {
        if (first.done !== true) yield first.value;
        yield* lines;
      };
      return reply
        .type("application/jsonl; charset=utf-8")
        .header("content-disposition", 'attachment; filename="handsfree-export.jsonl"')
        .header("x-content-type-options", "nosniff")
        .send(Readable.from(all(), { objectMode: false, highWaterMark: 65_536 }) as never);
    },
  );
};
