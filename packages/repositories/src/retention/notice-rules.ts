import { sql } from "kysely";
import type { RetentionRule } from "./rule.ts";
import { deleteRows, sweepRule } from "./sweep.ts";

export const noticesRule: RetentionRule = sweepRule({
  table: "notices",
  key: "id",
  time: "created_at",
  scope: sql`true`,
  due: ({ before }) => sql`created_at <= ${before}`,
  remove: deleteRows("notices"),
});

export const commitChecksRule: RetentionRule = sweepRule({
  table: "commit_checks",
  key: "check_key",
  time: "created_at",
  scope: sql`true`,
  due: ({ before }) => sql`created_at <= ${before}`,
  remove: deleteRows("commit_checks"),
});

export const eventTriggersRule: RetentionRule = sweepRule({
  table: "event_triggers",
  key: "id",
  time: "created_at",
  scope: sql`true`,
  // It expires after it was made; DuckDB's zone maps can use that condition. One that fired still makes its proposal.
  due: ({ before }) =>
    sql`(created_at <= ${before} and expires_at <= ${before} and state <> 'fired')`,
  remove: deleteRows("event_triggers"),
});
