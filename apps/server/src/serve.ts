import { existsSync } from "node:fs";
import { migrationsDirectory } from "@handsfree/migrations";
import {
  type MigrateUpOptions,
  type MigrationFile,
  migrateUp,
  openForMigrations,
  readMigrations,
} from "@handsfree/migrator";
import {
  databaseTargetFromEnvironment,
  type DatabaseIncident,
  describeTarget,
  engineOf,
  openDatabase,
} from "@handsfree/query";
import { systemContext, maintenanceJobs } from "@handsfree/repositories";
import { hasAdmin } from "@handsfree/repositories/identity";
import { makeNotices } from "@handsfree/repositories/notices";
import { deliverNotifications } from "@handsfree/repositories/notifications";
import {
  deliverWebhooks,
  readWebhookSigningKey,
  type WebhookSigningKey,
} from "@handsfree/repositories/webhook-endpoints";
import { Registry } from "@prometheus-io/client";
import type { FastifyBaseLogger } from "fastify";
import type { Database } from "@handsfree/schema";
import { renderEvent } from "@handsfree/wire/events";
import type { Kysely } from "kysely";
import { buildApp } from "./app.ts";
import { type Config, readConfig } from "./config.ts";
import { DatabaseQueues } from "./database-queues.ts";
import { welcomeFirstAdmin } from "./first-start.ts";
import { startExecutors } from "./executors/start.ts";
import { diskSpaceOf } from "./health/disk-space.ts";
import { Incidents } from "./incidents.ts";
import { logMigration } from "./log-migration.ts";
import { logStream } from "./log-stream.ts";
import { isPretty, prettyLines } from "./logs/pretty-lines.ts";
import { measureDatabase } from "./metrics/measure-database.ts";
import { measureProcess } from "./metrics/measure-process.ts";
import { safeError, safeRequest } from "./safe-log.ts";
import { readMaintenanceOptions } from "./maintenance/config.ts";
import { readConsole } from "./routes/console/read-console.ts";
import { findNearMisses } from "./settings/near-misses.ts";
import { announce } from "./server-address.ts";
import { startBlock } from "./start-block.ts";
import { noticeSender } from "./notifications/send.ts";
import type { NotificationSettings } from "./notifications/settings.ts";
import { startLasting } from "./webhook-deliveries/start-lasting.ts";
import { requestSender, type SendRequest } from "@handsfree/executors/outgoing";
import { startTracing } from "./tracing/start-tracing.ts";
import { MaintenanceRuns } from "./maintenance/runs.ts";
import { startMaintenance } from "./maintenance/scheduler.ts";

/** Time limits, in milliseconds. */
export interface ServeLimits {
  /** For the requests in flight when the server is told to stop. */
  readonly shutdownGrace: number;
  /** For the rest of the stop. Then the process ends, even if something hangs. */
  readonly closeGrace: number;
  /** For a statement, on PostgreSQL. */
  readonly statementTimeLimit: number;
  /** For a statement on PostgreSQL before the client checks whether the server still answers. */
  readonly answerTimeLimit: number;
}

const defaultLimits: ServeLimits = {
  shutdownGrace: 25_000,
  // Closing the connections to a database server that does not answer takes 15 seconds.
  closeGrace: 20_000,
  statementTimeLimit: 30_000,
  answerTimeLimit: 10_000,
};

/**
 * Opens the database, migrates it and serves until SIGTERM or SIGINT; then finishes the requests in flight and closes.
 *
 * @throws {DatabaseError} also when the database cannot be used any more, and needs a person.
 */
export async function serve(
  environment: NodeJS.ProcessEnv,
  limits: ServeLimits = defaultLimits,
): Promise<void> {
  const {
    host,
    port,
    logLevel,
    logFormat,
    tracesEndpoint,
    isLocal,
    adminKeyFile,
    diskSpaceMinimum,
    signingKeyPlace,
    webhookAddresses,
    executors,
    ...settings
  } = readConfig(environment);
  const maintenanceOptions = readMaintenanceOptions(environment);
  const jobs = maintenanceJobs(maintenanceOptions);
  const maintenanceRuns = new MaintenanceRuns(jobs);
  const stopped = nextSignal();
  // A signal ends a start that waits for the migration of another process.
  const stopping = new AbortController();
  void stopped.then((signal) => stopping.abort(new Error(`${signal} before the schema was ready`)));
  const incidents = new Incidents();
  const { statementTimeLimit, answerTimeLimit, shutdownGrace } = limits;
  const databaseQueues = new DatabaseQueues();
  const metrics = new Registry();
  measureProcess(metrics);
  const observer = {
    ...measureDatabase(metrics, databaseQueues),
    onIncident: (incident: DatabaseIncident) => incidents.report(incident),
  };
  const tracing = tracesEndpoint === undefined ? undefined : await startTracing(tracesEndpoint);
  await using db = await openDatabase({ observer, statementTimeLimit, answerTimeLimit });
  const webhookSigningKey = await readWebhookSigningKey(signingKeyPlace);
  const migrations = await readMigrations(migrationsDirectory);
  const app = await buildApp(
    {
      db,
      context: systemContext,
      migrations,
      shutdownGrace,
      databaseQueues,
      metrics,
      webhookSigningKey,
      webhookAddresses,
      retention: maintenanceOptions.retention,
      maintenanceRuns,
      console: await readConsole(),
      trace: tracing?.trace,
      diskSpace: diskSpaceOf(environment, diskSpaceMinimum),
      ...settings,
    },
    {
      level: logLevel,
      serializers: { err: safeError, req: safeRequest },
      stream: isPretty(logFormat, process.stdout.isTTY)
        ? await prettyLines(logStream(), { colors: process.stdout.hasColors?.() ?? false })
        : logStream(),
    },
  );
  // On a terminal a block of a few lines stands for the log of a start that goes well.
  const isForPerson = process.stdout.isTTY && logFormat !== "json";
  if (isForPerson && logLevel === "info") app.log.level = "warn";
  incidents.logTo(app.log);
  await migrate(db, migrations, {
    signal: stopping.signal,
    onEvent: (event) => logMigration(app.log, event),
  });
  if (isLocal) {
    const { origin } = settings.signIn;
    await welcomeFirstAdmin({ db, context: systemContext, keyFile: adminKeyFile, origin, show });
  }
  const notes = notesOf(environment, settings, { lacksAdmin: !(await hasAdmin(db)) });
  if (!isForPerson) for (const note of notes) app.log.warn(note);
  if (maintenanceOptions.retention === undefined) {
    app.log.info("RETENTION is not on, so nothing is removed by age");
  }
  const address = await app.listen({ host, port });
  const withdraw = await announce(environment, address, app.log);
  if (isForPerson) {
    show(
      startBlock({
        address,
        origin: settings.signIn.origin,
        docs: app.hasRoute({ method: "GET", url: "/docs" }) ? "/docs" : undefined,
        console: app.hasRoute({ method: "GET", url: "/" }) ? "/" : undefined,
        database: describeTarget(databaseTargetFromEnvironment(environment)),
        keyFile: adminKeyFile !== undefined && existsSync(adminKeyFile) ? adminKeyFile : undefined,
        notes,
      }),
    );
    app.log.level = logLevel;
  }
  const maintenance = startMaintenance({
    db,
    jobs,
    context: systemContext,
    log: app.log,
    runs: maintenanceRuns,
  });
  const send = requestSender({ rules: webhookAddresses });
  const deliveries =
    webhookSigningKey === undefined
      ? []
      : startSending({
          db,
          send,
          signingKey: webhookSigningKey,
          origin: settings.signIn.origin,
          notifications: settings.notifications,
          log: app.log,
        });
  const notices = startLasting({
    name: "notices",
    run: (signal) => makeNotices(db, { signal, openLimit: settings.openActionLimit }),
    log: app.log,
  });
  const executing = await startExecutors({ db, executors, send, log: app.log });
  const reason = await Promise.race([stopped, incidents.unusable]);
  const isSignal = typeof reason === "string";
  app.log.info(
    `${isSignal ? `signal ${reason}` : "the database cannot be used"}, finishing the requests in flight`,
  );
  endAfter(shutdownGrace + limits.closeGrace, app.log);
  const stops = [notices, ...deliveries, ...executing].map(({ stop }) => stop());
  await Promise.all([app.close(), maintenance.stop(), ...stops, withdraw()]);
  await tracing?.stop();
  if (!isSignal) throw reason;
}

/** Sends what the feed says, to endpoints and to people. */
function startSending({
  db,
  send,
  signingKey,
  origin,
  notifications,
  log,
}: {
  readonly db: Kysely<Database>;
  readonly send: SendRequest;
  readonly signingKey: WebhookSigningKey;
  readonly origin: string;
  readonly notifications: NotificationSettings;
  readonly log: FastifyBaseLogger;
}) {
  const sendNotice = noticeSender({ settings: notifications, signingKey, origin, send });
  return [
    startLasting({
      name: "webhook deliveries",
      run: (signal) => deliverWebhooks(db, { signingKey, send, render: renderEvent, signal }),
      log,
    }),
    startLasting({
      name: "notifications",
      run: (signal) => deliverNotifications(db, { signingKey, send: sendNotice, signal }),
      log,
    }),
  ];
}

/** To the person who starts the server, and never to the log. */
function show(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** What an operator may have overlooked. */
function notesOf(
  environment: NodeJS.ProcessEnv,
  { webhookSources }: Pick<Config, "webhookSources">,
  { lacksAdmin }: { readonly lacksAdmin: boolean },
): string[] {
  const notes = findNearMisses(environment).map(
    ({ variable, meant }) => `${variable} is set but is not a setting; did you mean ${meant}?`,
  );
  if (lacksAdmin) {
    notes.push(
      "there is no admin; make one with handsfree users create, and a key with handsfree keys create",
    );
  }
  if (!webhookSources.some(({ name }) => name === "github")) {
    notes.push("GITHUB_WEBHOOK_SECRET is not set, so deliveries of GitHub are refused");
  }
  return notes;
}

/** On PostgreSQL, with connections of its own that have no time limit for statements. */
async function migrate(
  db: Kysely<Database>,
  migrations: readonly MigrationFile[],
  options: MigrateUpOptions,
): Promise<void> {
  if (engineOf(db) === "duckdb") {
    await migrateUp(db, migrations, options);
    return;
  }
  await using migrating = await openForMigrations({ poolSize: 2 });
  await migrateUp(migrating, migrations, options);
}

/** A disk or a database server that hangs must not keep the process from ending. */
function endAfter(milliseconds: number, log: FastifyBaseLogger): void {
  setTimeout(() => {
    log.fatal(`the server could not stop within ${milliseconds} ms; the process ends now`);
    process.exit(1);
  }, milliseconds).unref();
}

function nextSignal(): Promise<NodeJS.Signals> {
  const { promise, resolve } = Promise.withResolvers<NodeJS.Signals>();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, resolve);
  return promise;
}
