import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { migrationStatus } from "@handsfree/migrator";
import { probeWrites } from "@handsfree/repositories";
import type { Database } from "@handsfree/schema";
import { HealthSchema, LivenessSchema, ReadinessSchema, ref } from "@handsfree/wire";
import type { Kysely } from "kysely";
import { requireDiskSpace } from "../health/disk-space.ts";
import { runChecks } from "../health/run-checks.ts";
import { keptBriefly } from "../kept-briefly.ts";
import { Problem, problemResponses } from "../http/problem.ts";
import type { Services } from "../services.ts";

/**
 * How long a check that succeeded speaks for the server, in milliseconds: each check is a commit, which waits in the same
 * queue as all writes.
 */
const provedFor = 1000;
/** How long a check may take, in milliseconds: callers need to know soon whether to use another server. */
const timeLimit = 10_000;

export const healthRoute: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context, migrations, diskSpace },
) => {
  const onDatabase = (check: (connection: Kysely<Database>) => Promise<void>) =>
    keptBriefly(
      () => db.connection().execute(check, { signal: AbortSignal.timeout(timeLimit) }),
      provedFor,
      context,
    );
  const checkSchema = onDatabase(async (connection) => {
    const { state } = await migrationStatus(connection, migrations);
    if (state !== "current") throw outdated();
  });
  const checkWrites = onDatabase((connection) => probeWrites(connection, context));

  app.get(
    "/health",
    {
      config: { access: "public", load: "health" },
      schema: {
        operationId: "getHealth",
        summary: "Whether the schema is current and a commit reaches the disk",
        tags: ["health"],
        response: { 200: ref(HealthSchema), ...problemResponses(503) },
      },
    },
    async () => {
      await checkSchema();
      await checkWrites();
      return { status: "ok" as const };
    },
  );

  app.get(
    "/health/live",
    {
      config: { access: "public", load: "health", answersWhileClosing: true },
      schema: {
        operationId: "getLiveness",
        summary: "Whether the process answers, which needs no database",
        tags: ["health"],
        response: { 200: ref(LivenessSchema) },
      },
    },
    async () => ({ status: "ok" as const, checks: { process: "ok" as const } }),
  );

  app.get(
    "/health/ready",
    {
      config: { access: "public", load: "health" },
      schema: {
        operationId: "getReadiness",
        summary: "Whether the server can do its work: schema, writes and disk space",
        description:
          "503 `not_ready` names each check in `checks`, and 503 `closing` says that the server is stopping.",
        tags: ["health"],
        response: { 200: ref(ReadinessSchema), ...problemResponses(503) },
      },
    },
    async () => ({
      status: "ok" as const,
      checks: await runChecks({
        schema: checkSchema,
        writes: checkWrites,
        ...(diskSpace && { disk_space: () => requireDiskSpace(diskSpace) }),
      }),
    }),
  );
};

function outdated(): Problem {
  return new Problem(
    503,
    "schema_outdated",
    "the schema is not that of this release; run handsfree migrate status for the reason",
  );
}
