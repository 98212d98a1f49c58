export {
  type ActionLogFilter,
  findActionLog,
  findActionLogByKey,
  listActionLogs,
} from "./action-logs/find.ts";
export { freeExpiredKeys, maximumFreedKeys } from "./action-logs/free-keys.ts";
export { defaultKeyLife, maximumKeyLife, minimumKeyLife } from "./action-logs/key-life.ts";
export type { ActionLog } from "./action-logs/log.ts";
export {
  type NewActionLog,
  recordActionLog,
  type RecordedActionLog,
} from "./action-logs/record.ts";
export type { ActionRequest } from "./action-logs/request.ts";
export { type ActionRunFilter, findActionRun, listActionRuns } from "./action-runs/find.ts";
export type { SideEffectOutcome } from "./action-runs/outcome.ts";
export type { ActionRun } from "./action-runs/run.ts";
export {
  maximumRunLease,
  type NewActionRun,
  type RunHandle,
  runOnce,
  type RunResult,
} from "./action-runs/run-once.ts";
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
export { type Context, type Schedule, systemContext } from "./context.ts";
export { type CommandLink, linkCommandToAction, type LinkedCommand } from "./commands/link.ts";
export {
  maximumLatency,
  maximumSessionIdLength,
  maximumTranscriptLength,
  type NewCommand,
} from "./commands/new-command.ts";
export { type PrivacyRule, privacyRules } from "./commands/privacy.ts";
export { recordCommand, type RecordedCommand } from "./commands/record.ts";
export {
  type CommandContentRemoval,
  removeExpiredCommandContent,
  type RemovedCommandContent,
} from "./commands/remove-expired.ts";
export {
  type ErasedTable,
  erasedTables,
  type ErasureCount,
  type ErasureCounts,
} from "./erasure/counts.ts";
export { eraseUser, type NewErasure } from "./erasure/erase-user.ts";
export { type ErasureKey, findErasure } from "./erasure/find.ts";
export { previewErasure } from "./erasure/preview.ts";
export type { ErasureReceipt } from "./erasure/receipt.ts";
export { escapeInvisible } from "./escape-invisible.ts";
export { parseJsonExactly } from "./exact-json.ts";
export { exportFormat, exportUser } from "./export/export-user.ts";
export { decodeJsonExactly } from "./json.ts";
export { isReservedUuid } from "./person.ts";
export type { PendingAction } from "./pending-actions/action.ts";
export { maximumApprovers, type NewApprovalPolicy } from "./pending-actions/approval-policy.ts";
export { createPendingAction, type Proposal } from "./pending-actions/create.ts";
export {
  type Cancellation,
  cancelPendingAction,
  confirmPendingAction,
  type Decision,
  type NewDecision,
} from "./pending-actions/decide.ts";
export { deletePendingAction, type Deletion } from "./pending-actions/delete.ts";
export { type ExpireOptions, expirePendingActions } from "./pending-actions/expire.ts";
export {
  findPendingAction,
  findPendingActionByToken,
  type PendingActionId,
  type TokenHolder,
} from "./pending-actions/find.ts";
export {
  abandonExpiredExecutions,
  type AbandonedExecutions,
} from "./pending-actions/execution/abandon-expired.ts";
export {
  claimAction,
  type ClaimedAction,
  type ClaimRequest,
  type Lease,
  maximumClaimTypes,
} from "./pending-actions/execution/claim.ts";
export {
  type ActionExecutor,
  type ExecuteOptions,
  executeActions,
  type Execution,
} from "./pending-actions/execution/execute-actions.ts";
export {
  type ExecutionReport,
  failAction,
  type Heartbeat,
  heartbeatAction,
  type LeaseHolder,
  type LeaseRefusal,
  type Release,
  releaseAction,
  succeedAction,
} from "./pending-actions/execution/report.ts";
export { maximumErrorLength } from "./work/error-text.ts";
export { defaultLease, maximumLease } from "./work/lease.ts";
export {
  type AwaitedAction,
  type AwaitedDecision,
  waitForDecision,
  type WaitOptions,
} from "./pending-actions/wait/wait-for-decision.ts";
export {
  findLatestPendingAction,
  listPendingActions,
  type PendingActionFilter,
} from "./pending-actions/list.ts";
export { defaultOpenLimit } from "./pending-actions/open-limit.ts";
export {
  defaultMaxAttempts,
  defaultTimeToLive,
  maximumAttempts,
  maximumSummaryLength,
  maximumTimeToLive,
  minimumTimeToLive,
  type NewPendingAction,
} from "./pending-actions/proposal.ts";
export { probeWrites } from "./probe-writes.ts";
export { defaultRedactor, redactJson, redactText } from "./redaction/redact.ts";
export { createRedactor, type Redactor, type RedactorOptions } from "./redaction/redactor.ts";
export {
  type RetentionDefault,
  retentionDefaults,
  type RetentionRuleName,
  retentionRuleNames,
} from "./retention/defaults.ts";
export { parseRetentionPolicy, snakeCaseRule } from "./retention/parse-policy.ts";
export {
  maximumRetentionDays,
  type RetentionDays,
  retentionDays,
  type RetentionPolicy,
} from "./retention/policy.ts";
export {
  maximumRetentionBatch,
  type RetentionOptions,
  type RetentionOutcome,
  type RetentionReport,
  runRetention,
} from "./retention/run.ts";
export {
  type MaintenanceJob,
  maintenanceJobs,
  type MaintenanceOptions,
  type MaintenanceRun,
} from "./maintenance/jobs.ts";
export type { WebhookEvent } from "./webhook-events/event.ts";
export {
  findWebhookEvent,
  listWebhookEvents,
  type WebhookEventFilter,
} from "./webhook-events/find.ts";
export {
  type ClaimedWebhookEvent,
  claimWebhookEvents,
  maximumClaim,
  type WebhookClaimRequest,
  type WebhookLease,
} from "./webhook-events/inbox/claim.ts";
export {
  deadLetterExhaustedWebhookEvents,
  type DeadLetteredWebhookEvents,
} from "./webhook-events/inbox/dead-letter.ts";
export {
  listWebhookTransitions,
  type WebhookEventTransition,
} from "./webhook-events/inbox/history.ts";
export {
  type HandleWebhookEvent,
  processWebhookEvents,
  type WebhookAttempt,
  type WebhookHandled,
  type WebhookProcessing,
} from "./webhook-events/inbox/process.ts";
export {
  failWebhookEvent,
  heartbeatWebhookEvent,
  ignoreWebhookEvent,
  releaseWebhookEvent,
  succeedWebhookEvent,
  type WebhookFailure,
  type WebhookHeartbeat,
  type WebhookLeaseHolder,
  type WebhookLeaseRefusal,
  type WebhookReport,
} from "./webhook-events/inbox/report.ts";
export type { WebhookEventRequest, WebhookRequestRefusal } from "./webhook-events/inbox/request.ts";
export {
  retryWebhookEvent,
  reviveWebhookEvent,
  type WebhookRequested,
} from "./webhook-events/inbox/retry.ts";
export { defaultRetryPolicy, type RetryPolicy } from "./webhook-events/inbox/retry-policy.ts";
export {
  type ReplayableState,
  replayableStates,
  type TransitionEnds,
  webhookEventTransitions,
} from "./webhook-events/inbox/transitions.ts";
export { countReplay, type ReplayCount } from "./webhook-events/replay/count.ts";
export type { ReplayFilter } from "./webhook-events/replay/filter.ts";
export {
  type NewReplay,
  replayWebhookEvents,
  resumeReplay,
} from "./webhook-events/replay/replay-many.ts";
export { replayWebhookEvent } from "./webhook-events/replay/replay-one.ts";
export { findReplay, listReplays, type WebhookReplay } from "./webhook-events/replay/replay.ts";
export { type ReplayStop, type StoppedReplay, stopReplay } from "./webhook-events/replay/stop.ts";
export { ForgedTally } from "./webhook-events/forged-tally.ts";
export { signGithubPayload, verifyGithubSignature } from "./webhook-events/github-signature.ts";
export { githubSource, type GithubSourceOptions } from "./webhook-events/github-source.ts";
export type { WebhookHeaders } from "./webhook-events/headers.ts";
export {
  webhookIntake,
  type WebhookIntake,
  type WebhookIntakeSettings,
} from "./webhook-events/intake.ts";
export { defaultKeptHeaders } from "./webhook-events/kept-headers.ts";
export { findWebhookPayload, type WebhookPayload } from "./webhook-events/payload.ts";
export type { ForgedReceipt, GenuineReceipt, WebhookReceipt } from "./webhook-events/receipt.ts";
export {
  type IncomingWebhook,
  receiveWebhook,
  refuseWebhookByHeaders,
} from "./webhook-events/receive.ts";
export {
  countWebhookRejections,
  type WebhookRejectionCount,
} from "./webhook-events/rejection-counts.ts";
export {
  type PayloadRemoval,
  type RemovedPayloads,
  removeWebhookPayloads,
} from "./webhook-events/remove-payloads.ts";
export type {
  RejectedWebhook,
  VerifiedWebhook,
  WebhookRejection,
  WebhookRequest,
  WebhookRequestHead,
  WebhookSource,
} from "./webhook-events/source.ts";
export {
  signStandardWebhook,
  type StandardWebhook,
} from "./webhook-events/standard-webhooks/signature.ts";
export {
  standardWebhooksSource,
  type StandardWebhooksSourceOptions,
} from "./webhook-events/standard-webhooks/source.ts";
export { type NewWebhookEvent, storeWebhookEvent } from "./webhook-events/store.ts";
export { maximumTextLength } from "./validate.ts";
