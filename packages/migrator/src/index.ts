export { MigrationFailedError, MigrationFilesError, UnknownVersionsError } from "./errors.ts";
export type { AppliedMigration } from "./history.ts";
export { migrateUp, type MigrateUpOptions } from "./migrate-up.ts";
export { type Migration, readMigrations } from "./read-migrations.ts";
export { migrationStatus, type MigrationStatus } from "./status.ts";
export {
  compareSchemas,
  describeDifference,
  type SchemaDifference,
} from "./schema/compare-schemas.ts";
export type * from "./schema/description.ts";
export { type DriftOptions, findDrift } from "./schema/drift.ts";
export { dumpSchema } from "./schema/dump-schema.ts";
export {
  formatManifest,
  makeManifest,
  readManifest,
  type SchemaManifest,
} from "./schema/manifest.ts";
export { readSchema } from "./schema/read-schema.ts";
