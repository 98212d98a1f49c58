export {
  type ActionLogFilter,
  findActionLog,
  findActionLogByKey,
  listActionLogs,
} from "./action-logs/find.ts";
export type { ActionLog } from "./action-logs/log.ts";
export {
  type NewActionLog,
  recordActionLog,
  type RecordedActionLog,
} from "./action-logs/record.ts";
export { type AuditHead, exportAuditHead } from "./audit/head.ts";
export { type Pruning, pruneAuditTrail, type PruningOptions } from "./audit/prune.ts";
export {
  maximumRemoval,
  type RemovalOptions,
  type RemovedContents,
  removeLogContents,
} from "./audit/remove-contents.ts";
export {
  defaultLookBack,
  defaultSettleTime,
  maximumSealSize,
  sealActionLogs,
  type Sealing,
  type SealingOptions,
} from "./audit/seal.ts";
export type { AuditFinding, AuditFindingKind } from "./audit/verify/finding.ts";
export {
  type AuditProgress,
  type AuditVerification,
  defaultMaximumFindings,
  type VerificationOptions,
  verifyAuditTrail,
} from "./audit/verify/verify.ts";
export type { Command } from "./commands/command.ts";
export {
  type CommandCountFilter,
  countCommandsByDay,
  type DayCount,
} from "./commands/count-by-day.ts";
export { type CommandFilter, findCommand, listCommands } from "./commands/find.ts";
export { maximumTranscriptLength, type NewCommand, recordCommand } from "./commands/record.ts";
export { type Context, systemContext } from "./context.ts";
export { parseJsonExactly } from "./exact-json.ts";
export { decodeJsonExactly } from "./json.ts";
export type { PendingAction } from "./pending-actions/action.ts";
export {
  createPendingAction,
  type CreatedPendingAction,
  defaultTimeToLive,
  maximumSummaryLength,
  maximumTimeToLive,
  type NewPendingAction,
} from "./pending-actions/create.ts";
export {
  cancelPendingAction,
  confirmPendingAction,
  type Decision,
} from "./pending-actions/decide.ts";
export { deletePendingAction } from "./pending-actions/delete.ts";
export {
  findLatestPendingAction,
  findPendingActionByToken,
  listPendingActions,
  type PendingActionFilter,
  type TokenHolder,
} from "./pending-actions/find.ts";
export { probeWrites } from "./probe-writes.ts";
export type { WebhookEvent } from "./webhook-events/event.ts";
export {
  findWebhookEvent,
  findWebhookPayload,
  listWebhookEvents,
  type WebhookEventFilter,
} from "./webhook-events/find.ts";
export { signGithubPayload, verifyGithubSignature } from "./webhook-events/github-signature.ts";
export {
  maximumForgedPayload,
  type NewWebhookEvent,
  type StoredWebhookEvent,
  storeWebhookEvent,
} from "./webhook-events/store.ts";
export { maximumTextLength } from "./validate.ts";
