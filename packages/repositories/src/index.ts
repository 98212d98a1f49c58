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
export {
  buryExhaustedWebhookEvents,
  type BuriedWebhookEvents,
} from "./webhook-events/inbox/bury.ts";
export {
  claimWebhookEvents,
  maximumClaim,
  type WebhookClaimRequest,
} from "./webhook-events/inbox/claim.ts";
export {
  failWebhookEvent,
  ignoreWebhookEvent,
  releaseWebhookEvent,
  succeedWebhookEvent,
  type WebhookFailure,
  type WebhookReport,
} from "./webhook-events/inbox/end.ts";
export { heartbeatWebhookEvent, type WebhookHeartbeat } from "./webhook-events/inbox/heartbeat.ts";
export type { WebhookLeaseHolder, WebhookLeaseRefusal } from "./webhook-events/inbox/held.ts";
export {
  listWebhookTransitions,
  type WebhookEventTransition,
} from "./webhook-events/inbox/history.ts";
export { maximumWebhookErrorLength } from "./webhook-events/inbox/kept-text.ts";
export {
  defaultWebhookLease,
  maximumWebhookLease,
  type WebhookLease,
} from "./webhook-events/inbox/lease.ts";
export { processWebhookEvents, type WebhookProcessing } from "./webhook-events/inbox/process.ts";
export type { WebhookEventRequest, WebhookRequestRefusal } from "./webhook-events/inbox/request.ts";
export {
  retryWebhookEvent,
  reviveWebhookEvent,
  type WebhookRequest,
} from "./webhook-events/inbox/retry.ts";
export { defaultRetryPolicy, type RetryPolicy } from "./webhook-events/inbox/retry-policy.ts";
export type { ClaimedWebhookEvent } from "./webhook-events/inbox/take.ts";
export {
  type ReplayableState,
  replayableStates,
  type TransitionEnds,
  webhookEventTransitions,
} from "./webhook-events/inbox/transitions.ts";
export type {
  HandleWebhookEvent,
  WebhookAttempt,
  WebhookHandled,
} from "./webhook-events/inbox/work-on.ts";
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
export { signGithubPayload, verifyGithubSignature } from "./webhook-events/github-signature.ts";
export {
  maximumForgedPayload,
  type NewWebhookEvent,
  type StoredWebhookEvent,
  storeWebhookEvent,
} from "./webhook-events/store.ts";
export { maximumTextLength } from "./validate.ts";
