import { performance } from "node:perf_hooks";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { migrationStatus } from "@handsfree/migrator";
import { engineOf, measureDatabaseSize } from "@handsfree/query";
import { measureWork, type WorkCount } from "@handsfree/repositories";
import { type FeedLag, measureFeedLag } from "@handsfree/repositories/events";
import type { Database } from "@handsfree/schema";
import { ref, type ServerStateJson, ServerStateSchema } from "@handsfree/wire";
import type { Kysely } from "kysely";
import manifest from "../../package.json" with { type: "json" };
import { findFreeSpace } from "../health/disk-space.ts";
import { problemResponses } from "../http/problem.ts";
import { NoQuery } from "../http/schemas.ts";
import { keptBriefly } from "../kept-briefly.ts";
import type { MaintenanceJobState } from "../maintenance/runs.ts";
import { keptFor, timeLimit } from "../metrics/measured.ts";
import type { Services } from "../services.ts";

export const serverRoute: FastifyPluginAsyncTypebox<Services> = async (app, services) => {
  const { db, context, migrations, diskSpace, databaseQueues, maintenanceRuns } = services;
  const measure = keptBriefly(
    async (): Promise<Measured> => {
      const signal = AbortSignal.timeout(timeLimit);
      const measured = await db.connection().execute(
        async (connection) => ({
          work: await measureWork(connection, context),
          bytes: await measureDatabaseSize(connection),
          schema: await schemaOf(connection, migrations),
        }),
        { signal },
      );
      return { ...measured, lag: await measureFeedLag(db, signal, context) };
    },
    keptFor,
    context,
  );

  app.get(
    "/v1/server",
    {
      config: { access: { scopes: ["metrics:read"] } },
      schema: {
        operationId: "getServer",
        summary:
          "What an operator wants to know of this server: its version, queues and maintenance",
        description: "The database is measured at most once in ten seconds.",
        tags: ["health"],
        querystring: NoQuery,
        response: { 200: ref(ServerStateSchema), ...problemResponses(400, 503) },
      },
    },
    async (): Promise<ServerStateJson> => {
      const { work, bytes, schema, lag } = await measure();
      return {
        version: manifest.version,
        engine: engineOf(db),
        started_at: new Date(performance.timeOrigin).toISOString(),
        uptime_seconds: Math.floor(performance.now() / 1000),
        measured_at: work.at.toISOString(),
        schema,
        database: {
          bytes,
          free_disk_bytes: diskSpace === undefined ? null : await findFreeSpace(diskSpace.folder),
          waiting_reads: databaseQueues?.reads ?? 0,
          waiting_writes: databaseQueues?.writes ?? 0,
        },
        queues: [
          ...Object.entries(work.queues).map(([queue, { due, leased }]) =>
            renderQueue(queue, due, leased.count),
          ),
          renderQueue("decision", work.unanswered, null),
        ],
        feed_lag: {
          stream_seconds: lag.followers,
          webhook_endpoint_seconds: lag.webhookEndpoints,
        },
        maintenance: (maintenanceRuns?.list() ?? []).map(renderJob),
      };
    },
  );
};

interface Measured {
  readonly work: Awaited<ReturnType<typeof measureWork>>;
  readonly lag: FeedLag;
  readonly bytes: number;
  readonly schema: ServerStateJson["schema"];
}

async function schemaOf(
  connection: Kysely<Database>,
  migrations: Services["migrations"],
): Promise<ServerStateJson["schema"]> {
  const { state, recorded } = await migrationStatus(connection, migrations);
  return { state, version: recorded.at(-1)?.version ?? null };
}

function renderQueue(
  queue: string,
  { count, since }: WorkCount,
  leased: number | null,
): ServerStateJson["queues"][number] {
  return { queue, due: count, oldest_due_at: since?.toISOString() ?? null, leased };
}

function renderJob({
  job,
  everySeconds,
  lastRun,
}: MaintenanceJobState): ServerStateJson["maintenance"][number] {
  const last_run = lastRun && {
    started_at: lastRun.startedAt.toISOString(),
    ended_at: lastRun.endedAt.toISOString(),
    ok: lastRun.isOk,
    done: { ...lastRun.done },
  };
  return { job, every_seconds: everySeconds, last_run: last_run ?? null };
}
