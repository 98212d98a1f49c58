import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { migrationStatus } from "@handsfree/migrator";
import { type Context, probeWrites } from "@handsfree/repositories";
import Type from "typebox";
import type { Services } from "../services.ts";
import { Problem, problemResponses } from "../http/problem.ts";

/** How long the outcome of a look is good for, in milliseconds. */
const reusedFor = 1000;
/** How long a look may take, in milliseconds. Who asks wants to know before that whether to look elsewhere. */
const timeLimit = 10_000;

/** @throws why the server cannot do its work. */
async function look({ db, context, migrations }: Services): Promise<void> {
  const { state } = await migrationStatus(db, migrations);
  if (state !== "current") {
    throw new Problem(
      503,
      "schema_outdated",
      "the schema is not this release's; handsfree migrate status says why",
    );
  }
  await probeWrites(db, context);
}

export const healthRoutes: FastifyPluginAsyncTypebox<Services> = async (
  app,
  { db, context, migrations },
) => {
  const probe = shared(
    () =>
      db.connection().execute((connection) => look({ db: connection, context, migrations }), {
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
        response: { 200: Type.Object({ status: Type.Literal("ok") }), ...problemResponses(503) },
      },
    },
    async () => {
      await probe();
      return { status: "ok" as const };
    },
  );
};

/**
 * One look a second answers all who ask, whatever came of it: each is a commit, which stands in line with
 * everybody's writes. Who asks while one is under way gets its outcome.
 */
function shared(probe: () => Promise<void>, { now }: Context): () => Promise<void> {
  let running: Promise<void> | undefined;
  let last: { readonly outcome: Promise<void>; readonly at: number } | undefined;
  return () => {
    if (running) return running;
    const age = now().getTime() - (last?.at ?? -Infinity);
    // A clock that was set back must not keep an answer.
    if (last && age >= 0 && age < reusedFor) return last.outcome;
    const outcome = probe();
    running = outcome.finally(() => {
      running = undefined;
      last = { outcome, at: now().getTime() };
    });
    return running;
  };
}
