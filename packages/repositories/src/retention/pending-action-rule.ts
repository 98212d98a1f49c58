import { ofActions } from "../erasure/erase-actions.ts";
import { pendingActionTransitions } from "../pending-actions/transitions.ts";
import { sql } from "kysely";
import type { RetentionRule } from "./rule.ts";
import { sweepRule } from "./sweep.ts";

/** The final states. */
const ended = Object.entries(pendingActionTransitions)
  .filter(([, next]) => next.length === 0)
  .map(([state]) => sql.lit(state));

/** The action's end. An expired action ended at its expiry, even if that was recorded later. */
const endedAt = sql`coalesce(ended_at, decided_at, expires_at)`;

export const pendingActionsRule: RetentionRule = sweepRule({
  table: "pending_actions",
  key: "id",
  time: "created_at",
  scope: sql`true`,
  // An action cannot end before it was created; DuckDB's zone maps can use that condition.
  due: ({ before }) =>
    sql`(created_at <= ${before} and ${endedAt} <= ${before} and state in (${sql.join(ended)}))`,
  remove: async (transaction, { which }) => {
    const deleted = await transaction
      .deleteFrom("pending_actions")
      .where(which)
      .returning("id")
      .execute();
    const ids = deleted.map(({ id }) => id);
    if (ids.length === 0) return 0;
    for (const table of ofActions) {
      await transaction.deleteFrom(table).where("action_id", "in", ids).execute();
    }
    return ids.length;
  },
});
