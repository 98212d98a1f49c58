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
export { defaultLease, maximumLease } from "./action-runs/lease.ts";
export type { SideEffectOutcome } from "./action-runs/outcome.ts";
export type { ActionRun } from "./action-runs/run.ts";
export {
  type NewActionRun,
  type RunHandle,
  runOnce,
  type RunResult,
} from "./action-runs/run-once.ts";
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
export { defaultRedactor, redactJson, redactText } from "./redaction/redact.ts";
export { createRedactor, type Redactor, type RedactorOptions } from "./redaction/redactor.ts";
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
