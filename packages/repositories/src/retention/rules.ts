import { actionLogContentRule, actionLogsRule, idempotencyKeysRule } from "./action-log-rules.ts";
import { agentTasksRule } from "./agent-task-rule.ts";
import { commandContentRule, commandsRule, expiredCommandContentRule } from "./command-rules.ts";
import type { RetentionRuleName } from "./defaults.ts";
import { pendingActionsRule } from "./pending-action-rule.ts";
import { commitChecksRule, eventTriggersRule, noticesRule } from "./notice-rules.ts";
import { notificationDeliveriesRule } from "./notification-rule.ts";
import type { RetentionRule } from "./rule.ts";
import { sessionsRule, signInLinksRule } from "./session-rules.ts";
import { standingGrantsRule } from "./standing-grant-rule.ts";
import {
  rejectedWebhooksRule,
  rejectionCountsRule,
  webhookEventsRule,
  webhookPayloadsRule,
  webhookDeliveriesRule,
  webhookReplaysRule,
} from "./webhook-rules.ts";

/** The implementation of each rule. */
export const retentionRules: Readonly<Record<RetentionRuleName, RetentionRule>> = {
  expiredCommandContent: expiredCommandContentRule,
  commandContent: commandContentRule,
  commands: commandsRule,
  pendingActions: pendingActionsRule,
  agentTasks: agentTasksRule,
  idempotencyKeys: idempotencyKeysRule,
  actionLogContent: actionLogContentRule,
  actionLogs: actionLogsRule,
  webhookPayloads: webhookPayloadsRule,
  webhookEvents: webhookEventsRule,
  rejectedWebhooks: rejectedWebhooksRule,
  rejectionCounts: rejectionCountsRule,
  webhookReplays: webhookReplaysRule,
  webhookDeliveries: webhookDeliveriesRule,
  notificationDeliveries: notificationDeliveriesRule,
  notices: noticesRule,
  commitChecks: commitChecksRule,
  eventTriggers: eventTriggersRule,
  sessions: sessionsRule,
  signInLinks: signInLinksRule,
  standingGrants: standingGrantsRule,
};
