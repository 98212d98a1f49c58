import type { MigrationEvent } from "@handsfree/migrator";
import type { FastifyBaseLogger } from "fastify";

/** What happens to the schema while the server starts. */
export function logMigration(log: FastifyBaseLogger, event: MigrationEvent): void {
  switch (event.type) {
    case "applied":
      log.info({ file: event.migration.file, milliseconds: event.duration }, "migration applied");
      return;
    case "adopted": {
      const { file, adopts } = event.adoption;
      log.info({ file, versions: adopts }, "what another program had made was adopted");
      return;
    }
    case "waiting":
      log.info({ holder: event.holder }, "another process migrates the database, waiting for it");
      return;
    case "taken_over":
      log.warn({ holder: event.holder }, "a process died while it migrated the database, going on");
      return;
    case "history_extended":
      log.info({ versions: event.versions }, "the history of migrations got its further columns");
      return;
    case "accepted":
    case "started":
    case "statement":
  }
}
