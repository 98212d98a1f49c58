import { migrationsDirectory } from "@handsfree/migrations";
import { migrateUp, readMigrations } from "@handsfree/migrator";
import { openDatabase } from "@handsfree/query";
import { systemContext, upkeepJobs } from "@handsfree/repositories";
import { buildApp } from "./app.ts";
import { readConfig } from "./config.ts";
import { logMigration } from "./log-migration.ts";
import { safeError, safeRequest } from "./safe-log.ts";
import { readUpkeepOptions } from "./upkeep/config.ts";
import { findNearMisses } from "./settings/near-misses.ts";
import { startUpkeep } from "./upkeep/scheduler.ts";

/** Opens, migrates and serves until SIGTERM or SIGINT; then finishes what is in flight and closes. */
export async function serve(environment: NodeJS.ProcessEnv): Promise<void> {
  const { host, port, logLevel, ...settings } = readConfig(environment);
  const upkeepOptions = readUpkeepOptions(environment);
  const jobs = upkeepJobs(upkeepOptions);
  const stopped = nextSignal();
  // A start that waits for another's migration can be given up.
  const stopping = new AbortController();
  void stopped.then((signal) => stopping.abort(new Error(`${signal} before the schema was ready`)));
  await using db = await openDatabase();
  const migrations = await readMigrations(migrationsDirectory);
  const app = await buildApp(
    { db, context: systemContext, migrations, ...settings },
    { level: logLevel, serializers: { err: safeError, req: safeRequest } },
  );
  for (const { variable, meant } of findNearMisses(environment)) {
    app.log.warn(`${variable} is set, and is no setting; did you mean ${meant}?`);
  }
  await migrateUp(db, migrations, {
    signal: stopping.signal,
    onEvent: (event) => logMigration(app.log, event),
  });
  if (!settings.webhookSources.some(({ name }) => name === "github")) {
    app.log.warn("GITHUB_WEBHOOK_SECRET is not set, so GitHub's deliveries are refused");
  }
  if (upkeepOptions.retention === undefined) {
    app.log.info("RETENTION is not on, so nothing is removed by age");
  }
  await app.listen({ host, port });
  const upkeep = startUpkeep({ db, jobs, context: systemContext, log: app.log });
  app.log.info(`signal ${await stopped}, finishing what is in flight`);
  await Promise.all([app.close(), upkeep.stop()]);
}

function nextSignal(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, resolve);
  return promise;
}
