import { Readable } from "node:stream";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { exportUser } from "@handsfree/repositories";
import Type from "typebox";
import type { Services } from "../services.ts";
import { Budget } from "../http/answer-budget.ts";
import { problemResponses } from "../http/problem.ts";
import { CallerHeaders, NoQuery } from "../http/schemas.ts";

/** Exports at a time: each searches all deliveries, and what it has read waits for its reader. */
const exportsAtOnce = { inAll: 2, perCaller: 1 };

/** There is no route that erases: until callers are authenticated, anybody could erase anybody. */
export const exportRoutes: FastifyPluginAsyncTypebox<Services> = async (app, { db, context }) => {
  const open = new Budget(exportsAtOnce);
  app.get(
    "/v1/export",
    {
      schema: {
        operationId: "exportUser",
        summary: "All that is on record of the caller, as JSON Lines",
        description:
          'One object with "type" and "data" a line. The last is of type "end", with the counts; where it is missing, the export broke off. A caller can have one at a time, and there are two in all; who does not read is cut off.',
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
      // What cannot even begin is a problem with a status of its own.
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
