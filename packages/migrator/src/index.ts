export { baselineMigrations, type BaselineOptions } from "./baseline.ts";
export {
  MigrationFailedError,
  MigrationFilesError,
  MigrationHistoryError,
  MigrationProblemsError,
  MigrationUnfinishedError,
} from "./errors.ts";
export { createMigration, type CreateMigrationOptions } from "./files/create-migration.ts";
export type { Adoption, Migration, MigrationFile } from "./files/migration.ts";
export { readMigrations } from "./files/read-migrations.ts";
export type { AppliedMigration } from "./history/read-history.ts";
export type { HistoryState } from "./history/tables.ts";
export type { LintFile } from "./lint/lint-file.ts";
export { lintMigrations } from "./lint/lint-migrations.ts";
export type { Finding, LintOptions, LintReport } from "./lint/lint-report.ts";
export { type FileSilence, readLintConfig } from "./lint/read-lint-config.ts";
export { openForMigrations } from "./open-for-migrations.ts";
export type { ChecksumState, RecordedMigration } from "./plan/compare-history.ts";
export { type MigrationPlan, plan, type PlannedStep, type PlanOptions } from "./plan/plan.ts";
export type { MigrationProblem, MigrationProblemKind } from "./plan/problem.ts";
export { type RepairAction, repairMigrations, type RepairOptions } from "./repair.ts";
export type { MigrationEvent } from "./run/events.ts";
export { migrateUp, type MigrateUpOptions } from "./run/migrate-up.ts";
export type { LockOptions, RunOptions } from "./run/run-options.ts";
export {
  compareSchemas,
  describeDifference,
  type SchemaDifference,
} from "./schema/compare-schemas.ts";
export type * from "./schema/description.ts";
export { type DriftOptions, findDrift, findForeignTables } from "./schema/drift.ts";
export { dumpSchema } from "./schema/dump-schema.ts";
export {
  formatManifest,
  makeManifest,
  manifestOf,
  type ManifestOptions,
  readManifest,
  type SchemaManifest,
} from "./schema/manifest.ts";
export { readSchema } from "./schema/read-schema.ts";
export type { SqlStatement } from "./sql/split-statements.ts";
export { migrationStatus } from "./status.ts";
