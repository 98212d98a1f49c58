import { migrationsDirectory } from "@handsfree/migrations";
import { migrateUp, readMigrations } from "@handsfree/migrator";
import { engineOf, openDatabase } from "@handsfree/query";
import { systemContext } from "@handsfree/repositories";
import { buildApp } from "./app.ts";
import { readConfig } from "./config.ts";
import { safeError, safeRequest } from "./safe-log.ts";

/** Opens, migrates and serves until SIGTERM or SIGINT; then finishes what is in flight and closes. */
export async function serve(environment: NodeJS.ProcessEnv): Promise<void> {
  const { host, port, logLevel, githubWebhookSecret, allowedHosts } = readConfig(environment);
  const stopped = nextSignal();
  await using db = await openDatabase();
  const migrations = await readMigrations(migrationsDirectory, engineOf(db));
  const app = await buildApp(
    { db, context: systemContext, migrations, githubWebhookSecret, allowedHosts },
    { level: logLevel, serializers: { err: safeError, req: safeRequest } },
  );
  await migrateUp(db, migrations, {
    onApplied: ({ file }) => app.log.info({ file }, "migration applied"),
  });
  if (githubWebhookSecret === undefined) {
    app.log.warn("GITHUB_WEBHOOK_SECRET is not set, so webhook deliveries are refused");
  }
  await app.listen({ host, port });
  app.log.info(`signal ${await stopped}, finishing what is in flight`);
  await app.close();
}

function nextSignal(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, resolve);
  return promise;
}
