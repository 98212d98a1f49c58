/** The name of a rule. */
export type RetentionRuleName =
  | "expiredCommandContent"
  | "commandContent"
  | "commands"
  | "pendingActions"
  | "agentTasks"
  | "idempotencyKeys"
  | "actionLogContent"
  | "actionLogs"
  | "webhookPayloads"
  | "webhookEvents"
  | "rejectedWebhooks"
  | "rejectionCounts"
  | "webhookReplays"
  | "webhookDeliveries"
  | "notificationDeliveries"
  | "notices"
  | "commitChecks"
  | "eventTriggers"
  | "sessions"
  | "signInLinks"
  | "standingGrants";

/** The records that a rule removes, and their age. */
export interface RetentionDefault {
  /** Days of 24 hours; null for never. */
  readonly days: number | null;
  /** A description of the removed data. */
  readonly removes: string;
  /** The event from which the age is counted. */
  readonly since: string;
}

/**
 * The default retention rules. Contents are removed before their rows, so that the fact outlives the words. Unfinished
 * work is never removed: a pending, confirmed or executing action, an agent task that has not ended, or an event still
 * to be processed, is kept at any age. So is a side effect that began and never ended, as its only evidence. Accounts,
 * connections, policies and receipts of erasures have no rule; `eraseUser` removes those of a person.
 */
export const retentionDefaults: Readonly<Record<RetentionRuleName, RetentionDefault>> = {
  expiredCommandContent: {
    days: 0,
    removes: "transcripts and entities that have an expiry",
    since: "that expiry",
  },
  commandContent: {
    days: 90,
    removes: "transcripts and entities without an expiry, such as adopted ones",
    since: "the command",
  },
  commands: { days: 400, removes: "commands", since: "the command" },
  pendingActions: {
    days: 90,
    removes:
      "cancelled, rejected, denied, expired, succeeded, failed and abandoned actions, with their tokens, approvals and versions",
    since: "the action's end",
  },
  agentTasks: {
    days: 400,
    removes: "completed, failed and cancelled agent tasks",
    since: "the task's end",
  },
  idempotencyKeys: {
    days: 0,
    removes: "idempotency keys of action logs, which are free again; the logs stay",
    since: "the key's expiry",
  },
  actionLogContent: {
    days: 400,
    removes: "requests and results of action logs; the audit trail still verifies",
    since: "the log",
  },
  actionLogs: {
    days: null,
    removes: "action logs, by whole seals of the audit trail",
    since: "the latest log of the seal",
  },
  webhookPayloads: {
    days: 30,
    removes: "bodies of events that need no more processing",
    since: "the delivery",
  },
  webhookEvents: {
    days: 180,
    removes: "processed, ignored and dead events, with their transitions",
    since: "the delivery",
  },
  rejectedWebhooks: { days: 7, removes: "forged deliveries", since: "the delivery" },
  rejectionCounts: { days: 90, removes: "hourly counts of forged deliveries", since: "the hour" },
  webhookReplays: {
    days: 180,
    removes: "replays without events still to be processed",
    since: "the replay",
  },
  webhookDeliveries: {
    days: 30,
    removes: "deliveries to endpoints, also those that wait for a disabled endpoint",
    since: "the event",
  },
  notificationDeliveries: {
    days: 30,
    removes: "notices of waiting actions; the channels stay",
    since: "the notice",
  },
  notices: { days: 90, removes: "notices of GitHub's deliveries", since: "the notice" },
  commitChecks: {
    days: 30,
    removes: "the states of a commit's checks",
    since: "the check's first report",
  },
  eventTriggers: {
    days: 30,
    removes: "triggers; the actions that they proposed stay",
    since: "their expiry",
  },
  sessions: {
    days: 30,
    removes: "sessions that have ended or expired; the audit trail keeps the sign-ins",
    since: "the session's end",
  },
  signInLinks: { days: 7, removes: "links that no person can sign in by", since: "their expiry" },
  standingGrants: {
    days: 400,
    removes: "standing grants that have ended",
    since: "their expiry",
  },
};

/** The names of the rules, in the order in which they run. */
export const retentionRuleNames: readonly RetentionRuleName[] = Object.keys(
  retentionDefaults,
) as RetentionRuleName[];
