export { type AuditHead, exportAuditHead } from "../audit/head.ts";
export { type Pruning, pruneAuditTrail, type PruningOptions } from "../audit/prune.ts";
export {
  maximumRemoval,
  type RemovalOptions,
  type RemovedContents,
  removeLogContents,
} from "../audit/remove-contents.ts";
export {
  defaultLookBack,
  defaultSettleTime,
  maximumSealSize,
  sealActionLogs,
  type Sealing,
  type SealingOptions,
} from "../audit/seal.ts";
export type { AuditFinding, AuditFindingKind } from "../audit/verify/finding.ts";
export {
  type AuditProgress,
  type AuditVerification,
  defaultMaximumFindings,
  type VerificationOptions,
  verifyAuditTrail,
} from "../audit/verify/verify.ts";
