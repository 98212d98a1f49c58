import type { MigrationEvent } from "@handsfree/migrator";
import type { FastifyBaseLogger } from "fastify";

/** Logs a step of the migration that the server makes when it starts. */
export function logMigration(log: FastifyBaseLogger, event: MigrationEvent): void {
  switch (event.type) {
    case "applied":
      log.info({ file: event.migration.file, milliseconds: event.duration }, "migration applied");
      return;
    case "adopted": {
      const { file, adopts } = event.adoption;
      log.info({ file, versions: adopts }, "the schema of another program was adopted");
      return;
    }
    case "waiting":
      log.info({ holder: event.holder }, "waiting for another process that migrates the database");
      return;
    case "taken_over":
      log.warn({ holder: event.holder }, "going on with a migration whose process died");
      return;
    case "history_extended":
      log.info({ versions: event.versions }, "the history of migrations got its new columns");
      return;
    case "accepted":
    case "started":
    case "statement":
  }
}
