import type { Database } from "@handsfree/schema";
import type { Expression, ExpressionBuilder, SqlBool } from "kysely";

type Row = ExpressionBuilder<Database, "pending_actions">;

/** Can still be decided: nobody has, and `expires_at` is yet to come. `hasExpired` says the same of an object. */
export function isLive(now: Date): (row: Row) => Expression<SqlBool> {
  return (row) => row.and([row("state", "=", "pending"), row("expires_at", ">", now)]);
}
