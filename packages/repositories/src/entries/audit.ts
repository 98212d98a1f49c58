export { findLogSeals, type LogSeal } from "../audit/find-seals.ts";
export { type AuditHead, exportAuditHead } from "../audit/head.ts";
export { type Pruning, pruneAuditTrail, type PruningOptions } from "../audit/prune.ts";
export {
  type RemovalOptions,
  type RemovedContents,
  removeLogContents,
} from "../audit/remove-contents.ts";
export { sealActionLogs, type Sealing, type SealingOptions } from "../audit/seal.ts";
export type { AuditFinding, AuditFindingKind } from "../audit/verify/finding.ts";
export {
  type AuditProgress,
  type AuditVerification,
  type VerificationOptions,
  verifyAuditTrail,
} from "../audit/verify/verify.ts";
export { auditLimits } from "../audit/limits.ts";
