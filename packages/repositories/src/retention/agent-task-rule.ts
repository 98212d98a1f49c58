import { sql } from "kysely";
import type { RetentionRule } from "./rule.ts";
import { deleteRows, sweepRule } from "./sweep.ts";

/** In a row of an older release the last change was the end. */
const endedAt = sql`coalesce(ended_at, updated_at)`;

export const agentTasksRule: RetentionRule = sweepRule({
  table: "agent_tasks",
  key: "id",
  time: "created_at",
  scope: sql`true`,
  // A task cannot end before it was created; DuckDB's zone maps can use that condition.
  due: ({ before }) =>
    sql`(created_at <= ${before} and ${endedAt} <= ${before}
      and status in ('completed', 'failed', 'cancelled'))`,
  remove: deleteRows("agent_tasks"),
});
