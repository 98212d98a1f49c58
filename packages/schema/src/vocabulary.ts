/** The situation of the developer. It decides how much the assistant says. */
export const profiles = [
  "default",
  "workout",
  "kitchen",
  "commute",
  "work",
  "focused",
  "relaxed",
] as const;
/** One of `profiles`. */
export type Profile = (typeof profiles)[number];

/** How a command reached the assistant. */
export const inputTypes = ["text", "audio", "image"] as const;
/** One of `inputTypes`. */
export type InputType = (typeof inputTypes)[number];

/** The outcome of a command. */
export const commandStatuses = ["ok", "needs_confirmation", "error"] as const;
/** One of `commandStatuses`. */
export type CommandStatus = (typeof commandStatuses)[number];

/** The states of a pending action. `@handsfree/repositories` defines the transitions. */
export const pendingActionStates = [
  "pending",
  "confirmed",
  "cancelled",
  "rejected",
  "denied",
  "expired",
  "executing",
  "succeeded",
  "failed",
  "abandoned",
] as const;
/** One of `pendingActionStates`. */
export type PendingActionState = (typeof pendingActionStates)[number];

/** The states of a webhook event. A `rejected` event is forged and stays `rejected`. */
export const webhookEventStates = [
  "received",
  "processing",
  "processed",
  "ignored",
  "failed",
  "dead",
  "rejected",
] as const;
/** One of `webhookEventStates`. */
export type WebhookEventState = (typeof webhookEventStates)[number];

/** The states that a replay takes an event from, and gives it back to when it is stopped. */
export const replayableStates = ["processed", "ignored", "failed", "dead"] as const;
/** One of `replayableStates`. */
export type ReplayableState = (typeof replayableStates)[number];

/** The transitions of a webhook event after it was received. */
export const webhookTransitions = [
  "claimed",
  "taken_over",
  "processed",
  "ignored",
  "failed",
  "died",
  "released",
  "retried",
  "replayed",
  "replay_stopped",
  "revived",
  "erased",
  "forwarded",
] as const;
/** One of `webhookTransitions`. */
export type WebhookTransition = (typeof webhookTransitions)[number];

/** How much of a command may be kept, the strictest mode first. */
export const privacyModes = ["strict", "balanced", "debug"] as const;
/** One of `privacyModes`. */
export type PrivacyMode = (typeof privacyModes)[number];

/** The kinds of entries in the chain of the audit trail. */
export const auditEntryKinds = ["rows", "late", "removal", "pruning"] as const;
/** One of `auditEntryKinds`. */
export type AuditEntryKind = (typeof auditEntryKinds)[number];

/** The roles of users. An admin manages users, services and keys. */
export const userRoles = ["member", "approver", "admin"] as const;
/** One of `userRoles`. */
export type UserRole = (typeof userRoles)[number];

/** The kinds of services: an agent proposes actions, and a worker executes them. */
export const serviceKinds = ["agent", "worker"] as const;
/** One of `serviceKinds`. */
export type ServiceKind = (typeof serviceKinds)[number];

/** Where a person makes a decision. */
export const decisionSurfaces = ["api", "cli", "console", "voice", "slack", "mcp"] as const;
/** One of `decisionSurfaces`. */
export type DecisionSurface = (typeof decisionSurfaces)[number];

/** The states of an agent task. `@handsfree/repositories` defines the transitions. */
export const agentTaskStatuses = [
  "created",
  "running",
  "needs_input",
  "completed",
  "failed",
  "cancelled",
] as const;
/** One of `agentTaskStatuses`. */
export type AgentTaskStatus = (typeof agentTaskStatuses)[number];

/** The ways in which a person signs in. */
export const signInMethods = ["link", "passkey", "openid"] as const;
/** One of `signInMethods`. */
export type SignInMethod = (typeof signInMethods)[number];

/** The states of an endpoint that events are sent to. */
export const webhookEndpointStates = ["enabled", "disabled"] as const;
/** One of `webhookEndpointStates`. */
export type WebhookEndpointState = (typeof webhookEndpointStates)[number];

/** Why an endpoint or a channel is disabled: on request, because it is gone, or because it failed for days. */
export const disablingReasons = ["requested", "gone", "failing"] as const;
/** One of `disablingReasons`. */
export type DisablingReason = (typeof disablingReasons)[number];

/** The states of a delivery to an endpoint. One that is `dead` has no attempts left. */
export const webhookDeliveryStates = ["waiting", "delivered", "dead"] as const;
/** One of `webhookDeliveryStates`. */
export type WebhookDeliveryState = (typeof webhookDeliveryStates)[number];

/** How a person is told that an action waits for them. */
export const notificationKinds = ["web_push", "ntfy", "email", "slack"] as const;
/** One of `notificationKinds`. */
export type NotificationKind = (typeof notificationKinds)[number];

/** How much of an action a notice shows: that there is one, or its summary. */
export const notificationContents = ["none", "summary"] as const;
/** One of `notificationContents`. */
export type NotificationContent = (typeof notificationContents)[number];

/** The states of a notification channel. One that is `unlinked` waits for the proof of whose it is. */
export const notificationChannelStates = ["enabled", "disabled", "unlinked"] as const;
/** One of `notificationChannelStates`. */
export type NotificationChannelState = (typeof notificationChannelStates)[number];

/** What a notice is for: an action waits for the person, it no longer does, or the person tries the channel. */
export type NotificationPurpose = "ask" | "clear" | "test";

/** The states of a notice. One that is `dropped` was no longer wanted, and one that is `dead` has no attempts left. */
export type NotificationDeliveryState = "waiting" | "delivered" | "dropped" | "dead";

/** The notices that a delivery of GitHub can make for a user. */
export const noticeKinds = [
  "review_requested",
  "changes_requested",
  "approved",
  "checks_failed",
  "checks_passed",
  "mentioned",
  "assigned",
  "merged",
] as const;
/** One of `noticeKinds`. */
export type NoticeKind = (typeof noticeKinds)[number];

/** When a user wants to hear of a notice, the most urgent first. Those of `never` are in no list by priority. */
export const noticePriorities = ["now", "soon", "later", "never"] as const;
/** One of `noticePriorities`. */
export type NoticePriority = (typeof noticePriorities)[number];

/** The state of a check of a commit. One that was cancelled has not passed, so it is `failed`. */
export type CommitCheckState = "pending" | "passed" | "failed";

/** The states of a trigger. One that is `fired` makes its proposal; one that is `failed` could not. */
export const triggerStates = ["waiting", "fired", "proposed", "failed"] as const;
/** One of `triggerStates`. */
export type TriggerState = (typeof triggerStates)[number];
