export { findLastTransitions } from "../webhook-events/inbox/last-transitions.ts";
export type { WebhookEvent } from "../webhook-events/event.ts";
export {
  findWebhookEvent,
  listWebhookEvents,
  type WebhookEventFilter,
} from "../webhook-events/find.ts";
export {
  forwardWebhookEvent,
  type WebhookForward,
  type WebhookToForward,
} from "../webhook-events/forward.ts";
export { ForgedTally, type ForgedTallyOptions } from "../webhook-events/forged-tally.ts";
export { signGithubPayload, verifyGithubSignature } from "../webhook-events/github-signature.ts";
export { githubSource, type GithubSourceOptions } from "../webhook-events/github-source.ts";
export type { WebhookHeaders } from "../webhook-events/headers.ts";
export {
  type ClaimedWebhookEvent,
  claimWebhookEvents,
  type WebhookClaimRequest,
  type WebhookLease,
} from "../webhook-events/inbox/claim.ts";
export {
  deadLetterExhaustedWebhookEvents,
  type DeadLetteredWebhookEvents,
} from "../webhook-events/inbox/dead-letter.ts";
export {
  listWebhookTransitions,
  type WebhookEventTransition,
} from "../webhook-events/inbox/history.ts";
export {
  type HandleWebhookEvent,
  processWebhookEvents,
  type WebhookAttempt,
  type WebhookHandled,
  type WebhookProcessing,
} from "../webhook-events/inbox/process.ts";
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
} from "../webhook-events/inbox/report.ts";
export type {
  WebhookEventRequest,
  WebhookRequestRefusal,
} from "../webhook-events/inbox/request.ts";
export { defaultRetryPolicy, type RetryPolicy } from "../work/retry-policy.ts";
export {
  retryWebhookEvent,
  reviveWebhookEvent,
  type WebhookRequested,
} from "../webhook-events/inbox/retry.ts";
export {
  type TransitionEnds,
  webhookEventTransitions,
} from "../webhook-events/inbox/transitions.ts";
export {
  webhookIntake,
  type WebhookIntake,
  type WebhookIntakeSettings,
} from "../webhook-events/intake.ts";
export { defaultKeptHeaders } from "../webhook-events/kept-headers.ts";
export { findWebhookPayload, type WebhookPayload } from "../webhook-events/payload.ts";
export type { ForgedReceipt, GenuineReceipt, WebhookReceipt } from "../webhook-events/receipt.ts";
export {
  type IncomingWebhook,
  receiveWebhook,
  refuseWebhookByHeaders,
} from "../webhook-events/receive.ts";
export {
  countWebhookRejections,
  type WebhookRejectionCount,
} from "../webhook-events/rejection-counts.ts";
export {
  type PayloadRemoval,
  type RemovedPayloads,
  removeWebhookPayloads,
} from "../webhook-events/remove-payloads.ts";
export { countReplay, type ReplayCount } from "../webhook-events/replay/count.ts";
export type { ReplayFilter } from "../webhook-events/replay/filter.ts";
export {
  type NewReplay,
  replayWebhookEvents,
  resumeReplay,
} from "../webhook-events/replay/replay-many.ts";
export { replayWebhookEvent } from "../webhook-events/replay/replay-one.ts";
export { findReplay, listReplays, type WebhookReplay } from "../webhook-events/replay/replay.ts";
export { type ReplayStop, type StoppedReplay, stopReplay } from "../webhook-events/replay/stop.ts";
export type {
  RejectedWebhook,
  VerifiedWebhook,
  WebhookRejection,
  WebhookRequest,
  WebhookRequestHead,
  WebhookSource,
} from "../webhook-events/source.ts";
export {
  signStandardWebhook,
  type StandardWebhook,
} from "../webhook-events/standard-webhooks/signature.ts";
export {
  standardWebhooksSource,
  type StandardWebhooksSourceOptions,
} from "../webhook-events/standard-webhooks/source.ts";
export { type NewWebhookEvent, storeWebhookEvent } from "../webhook-events/store.ts";
export { webhookLimits } from "../webhook-events/limits.ts";
