import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { migrationStatus } from "@handsfree/migrator";
import { type Context, probeWrites } from "@handsfree/repositories";
import { HealthSchema, ref } from "@handsfree/wire";
import { Problem, problemResponses } from "../http/problem.ts";
import type { Services } from "../services.ts";

/** How long the outcome of a check is reused, in milliseconds. */
const reusedFor = 1000;
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
  const probe = shared(
    () =>
      db.connection().execute((connection) => check({ db: connection, context, migrations }), {
        signal: AbortSignal.timeout(timeLimit),
      }),
    context,
  );
  app.get(
    "/health",
    {
      schema: {
        operationId: "getHealth",
        summary: "Whether the schema is current and a commit reaches the disk",
        tags: ["health"],
        response: { 200: ref(HealthSchema), ...problemResponses(503) },
      },
    },
    async () => {
      await probe();
      return { status: "ok" as const };
    },
  );
};

/**
 * One check a second answers all callers, be its outcome good or bad: each check is a commit, which waits in the same
 * queue as all writes. A caller who asks during a check gets its outcome.
 */
function shared(probe: () => Promise<void>, { now }: Context): () => Promise<void> {
  let running: Promise<void> | undefined;
  let last: { readonly outcome: Promise<void>; readonly at: number } | undefined;
  return () => {
    if (running) return running;
    const age = now().getTime() - (last?.at ?? -Infinity);
    // A clock that was set back must not keep an old answer.
    if (last && age >= 0 && age < reusedFor) return last.outcome;
    const outcome = probe();
    running = outcome.finally(() => {
      running = undefined;
      last = { outcome, at: now().getTime() };
    });
    return running;
  };
}
