export { MigrationFailedError, MigrationFilesError, UnknownVersionsError } from "./errors.ts";
export type { AppliedMigration } from "./history.ts";
export { migrateUp, type MigrateUpOptions } from "./migrate-up.ts";
export { type Migration, readMigrations } from "./read-migrations.ts";
export { migrationStatus, type MigrationStatus } from "./status.ts";
export { splitStatements, type SqlStatement } from "./sql/split-statements.ts";
export { SqlTextError } from "./sql/sql-text-error.ts";
