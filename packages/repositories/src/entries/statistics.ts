export {
  type ActionLogCountFilter,
  type ActionLogOutcome,
  actionLogOutcomes,
  countActionLogs,
} from "../statistics/count-action-logs.ts";
export { countCommands } from "../statistics/count-commands.ts";
export { countPendingActions } from "../statistics/count-pending-actions.ts";
export {
  countWebhookEvents,
  type WebhookEventCountFilter,
  type WebhookEventName,
  webhookEventNames,
} from "../statistics/count-webhook-events.ts";
export { statisticsLimits } from "../statistics/limits.ts";
export { bucketWidths, type StatisticsRange } from "../statistics/range.ts";
export type { BucketCounts, Counts, NamedCounts, Statistics } from "../statistics/statistics.ts";
