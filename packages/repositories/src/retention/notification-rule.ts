import { sql } from "kysely";
import type { RetentionRule } from "./rule.ts";
import { deleteRows, sweepRule } from "./sweep.ts";

export const notificationDeliveriesRule: RetentionRule = sweepRule({
  table: "notification_deliveries",
  key: "id",
  time: "created_at",
  scope: sql`true`,
  // The attempts of a notice end within days, unless its channel is disabled.
  due: ({ before }) => sql`created_at <= ${before}`,
  remove: deleteRows("notification_deliveries"),
});
