export {
  type ErasedTable,
  erasedTables,
  type ErasureCount,
  type ErasureCounts,
} from "../erasure/counts.ts";
export { eraseUser, type NewErasure } from "../erasure/erase-user.ts";
export { type ErasureKey, findErasure } from "../erasure/find.ts";
export { previewErasure } from "../erasure/preview.ts";
export type { ErasureReceipt } from "../erasure/receipt.ts";
export { exportFormat, exportUser } from "../export/export-user.ts";
export {
  type RetentionDefault,
  retentionDefaults,
  type RetentionRuleName,
  retentionRuleNames,
} from "../retention/defaults.ts";
export { parseRetentionPolicy, snakeCaseRule } from "../retention/parse-policy.ts";
export { type RetentionDays, retentionDays, type RetentionPolicy } from "../retention/policy.ts";
export {
  type RetentionOptions,
  type RetentionOutcome,
  type RetentionReport,
  runRetention,
} from "../retention/run.ts";
export { retentionLimits } from "../retention/limits.ts";
