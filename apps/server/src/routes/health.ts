import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { migrationStatus } from "@handsfree/migrator";
import { type Context, probeWrites } from "@handsfree/repositories";
import { HealthSchema, ref } from "@handsfree/wire";
import { Problem, problemResponses } from "../http/problem.ts";
import type { Services } from "../services.ts";

/** How long a check that succeeded speaks for the server, in milliseconds from its start. */
const provedFor = 1000;
/** How long a check may take, in milliseconds: callers need to know soon whether to use another server. */
const timeLimit = 10_000;

/** @throws the reason why the server cannot do its work. */
async function check({ db, context, migrations }: Services): Promise<void> {
  const { state } = await migrationStatus(db, migrations);
  if (state !== "current") {
    throw new Problem(
      503,
      "schema_outdated",
      "the schema is not that of this release; run handsfree migrate status for the reason",
    );
  }
  await probeWrites(db, context);
}

export const healthRoute: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context, migrations },
) => {
  const prove = shared(
    () =>
      db.connection().execute((connection) => check({ db: connection, context, migrations }), {
        signal: AbortSignal.timeout(timeLimit),
      }),
    context,
  );
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
      await prove();
      return { status: "ok" as const };
    },
  );
};

/**
 * One check answers all who ask during it and, if it succeeds, all who ask within a second of its start: each check is a
 * commit, which waits in the same queue as all writes. After a failure the next caller begins another check, so that
 * the end of a fault is seen at once. No two checks run at a time.
 */
function shared(probe: () => Promise<void>, { now }: Context): () => Promise<void> {
  let running: Promise<void> | undefined;
  /** When the last check that succeeded began. */
  let provedAt = -Infinity;
  const run = async (): Promise<void> => {
    const startedAt = now().getTime();
    await probe();
    provedAt = startedAt;
  };
  return async () => {
    const age = now().getTime() - provedAt;
    // A clock that was set back must not keep an old answer.
    if (age >= 0 && age < provedFor) return;
    running ??= run().finally(() => {
      running = undefined;
    });
    await running;
  };
}
