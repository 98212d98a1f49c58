import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { migrationStatus } from "@handsfree/migrator";
import { probeWrites } from "@handsfree/repositories";
import Type from "typebox";
import type { Services } from "../services.ts";
import { Problem, problemResponses } from "../http/problem.ts";

export const healthRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context, migrations },
) => {
  app.get(
    "/health",
    {
      schema: {
        operationId: "getHealth",
        summary: "Whether the schema is current and a commit reaches the disk",
        tags: ["health"],
        response: { 200: Type.Object({ status: Type.Literal("ok") }), ...problemResponses(503) },
      },
    },
    async () => {
      const { state } = await migrationStatus(db, migrations);
      if (state !== "current") {
        throw new Problem(
          503,
          "schema_outdated",
          "the schema is not this release's; handsfree migrate status says why",
        );
      }
      await probeWrites(db, context);
      return { status: "ok" as const };
    },
  );
};
