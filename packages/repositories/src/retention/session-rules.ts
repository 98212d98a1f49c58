import { sql } from "kysely";
import { sessionLimits } from "../sessions/limits.ts";
import type { RetentionRule } from "./rule.ts";
import { deleteRows, sweepRule } from "./sweep.ts";

export const sessionsRule: RetentionRule = sweepRule({
  table: "sessions",
  key: "id",
  time: "created_at",
  scope: sql`true`,
  due: ({ before }) => {
    const idleSince = new Date(before.getTime() - sessionLimits.idle * 1000);
    return sql`(coalesce(ended_at, expires_at) <= ${before} or last_used_at <= ${idleSince})`;
  },
  remove: deleteRows("sessions"),
});

export const signInLinksRule: RetentionRule = sweepRule({
  table: "sign_in_links",
  key: "id",
  time: "created_at",
  scope: sql`true`,
  due: ({ before }) => sql`expires_at <= ${before}`,
  remove: deleteRows("sign_in_links"),
});
