export { type BatchLimits, ByteBatches, type MeasureRows, type SizedKey } from "./byte-batches.ts";
export { changeAndRecord } from "./change-and-record.ts";
export { type LargeContents, measuredBytes, storedBytes } from "./content-bytes.ts";
export { databasePathFromEnvironment, defaultDatabasePath } from "./database-path.ts";
export {
  type DatabaseTarget,
  databaseTargetFromEnvironment,
  describeTarget,
} from "./database-target.ts";
export {
  type Backup,
  backupDatabase,
  type BackupOptions,
} from "./duckdb/backup/backup-database.ts";
export { restoreDatabase, type RestoreOptions } from "./duckdb/backup/restore-database.ts";
export type { DuckDbSettings } from "./duckdb/engine/settings.ts";
export { measureDatabaseSize } from "./database-size.ts";
export { type Engine, engineOf } from "./engine.ts";
export {
  DatabaseError,
  DatabaseLockedError,
  type ErrorCode,
  HandsFreeError,
  type HandsFreeErrorOptions,
  InvalidInputError,
} from "./errors.ts";
export { executeAll } from "./execute-all.ts";
export type { Executor } from "./executor.ts";
export { insertRow, insertRows } from "./insert-rows.ts";
export { lookUp, type RowKey } from "./look-up.ts";
export { inTransaction } from "./in-transaction.ts";
export type { DatabaseIncident } from "./incident.ts";
export { notify, subscribe, subscribeToCommits } from "./notices.ts";
export type { DatabaseObserver } from "./observer.ts";
export { openDatabase, type OpenDatabaseOptions } from "./open-database.ts";
export type { PageOrder } from "./cursor.ts";
export { fetchPage, type Page, type PageRequest } from "./page.ts";
export type { PageSearch } from "./page-search.ts";
export { retryOnConflict, type RetryOptions } from "./retry-on-conflict.ts";
export { shareTransaction } from "./share-transaction.ts";
export type { SharedWork } from "./shared-work.ts";
export { type KeyedTable, updateAsRead, type UpdateAsRead } from "./update-as-read.ts";
export { type BucketWidth, timeBucket, type TimeBucket } from "./time-bucket.ts";
export { pageLimits } from "./page-limits.ts";
