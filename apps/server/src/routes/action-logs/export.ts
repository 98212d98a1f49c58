import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { exportActionLogs } from "@handsfree/repositories/action-logs";
import { OneOf } from "@handsfree/wire";
import Type from "typebox";
import { callerOf, readerOf, requireOverseer } from "../../access/caller.ts";
import { actionAuditors } from "../../access/groups.ts";
import { Problem, problemResponses } from "../../http/problem.ts";
import { rangeQuery, ReaderHeaders } from "../../http/schemas.ts";
import { sendAsMade } from "../../http/send-as-made.ts";
import { shareProcessor } from "../../http/share-processor.ts";
import type { Services } from "../../services.ts";
import { actionLogFilterOf, actionLogFilters } from "./filter.ts";
import { csv } from "./formats/csv.ts";
import { jsonl } from "./formats/jsonl.ts";
import { parquet } from "./formats/parquet.ts";

const formats = { jsonl, csv, parquet } as const;
const formatNames = ["jsonl", "csv", "parquet"] as const;

export const exportActionLogsRoute: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context },
) => {
  app.get(
    "/v1/action-logs/export",
    {
      config: { access: actionAuditors, concurrency: "export" },
      schema: {
        operationId: "exportActionLogs",
        summary: "All logs of a list in one file, newest first",
        description:
          "Up to 1,000,000 logs with 256 MiB of contents; more are 422 `export_too_large`, with their number. JSON Lines has a log a line. CSV (RFC 4180) has a header, and an apostrophe before what a spreadsheet would take for a formula. In CSV and Parquet requests and results are JSON texts. A caller can have one export at a time, and the server two. A caller that does not read is disconnected.",
        tags: ["action logs"],
        headers: ReaderHeaders,
        querystring: Type.Object(
          {
            format: OneOf(formatNames),
            all_users: Type.Optional(
              Type.Boolean({
                description:
                  "As On-Behalf-Of: *, for the link of a page, which sends no such header. Needs the scope audit:read",
              }),
            ),
            ...actionLogFilters,
            ...rangeQuery,
          },
          { additionalProperties: false },
        ),
        response: {
          200: {
            description: "The file",
            content: {
              "application/jsonl": { schema: Type.String() },
              "text/csv": { schema: Type.String() },
              "application/vnd.apache.parquet": { schema: Type.String({ format: "binary" }) },
            },
          },
          ...problemResponses(400, 422, 429, 503),
        },
      },
    },
    async (request, reply) => {
      const { format, all_users: isOfAll = false, ...query } = request.query;
      if (isOfAll) requireOverseer(callerOf(request), "audit:read");
      const reader = isOfAll ? { auditor: true as const } : readerOf(request);
      const filter = { ...actionLogFilterOf(query), ...reader };
      const exported = await exportActionLogs(db, filter, context);
      if (exported.outcome === "too_large") {
        const { logs, bytes } = exported;
        const detail = `the export would have ${logs} logs with ${bytes} bytes of contents; give a shorter time, or other filters`;
        throw new Problem(422, "export_too_large", detail, { logs, bytes });
      }
      const { mediaType, write } = formats[format];
      void reply
        .type(mediaType)
        .header("content-disposition", `attachment; filename="handsfree-action-logs.${format}"`);
      await sendAsMade(reply, shareProcessor(write(exported.batches)));
      return reply;
    },
  );
};
