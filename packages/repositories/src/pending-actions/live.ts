import type { Database } from "@handsfree/schema";
import { type Expression, type ExpressionBuilder, sql, type SqlBool } from "kysely";

type Row = ExpressionBuilder<Database, "pending_actions">;

/** Can still be decided: nobody has, and `expires_at` is yet to come. `hasExpired` says the same of an object. */
export function isLive(now: Date): (row: Row) => Expression<SqlBool> {
  return (row) => row.and([row("state", "=", "pending"), row("expires_at", ">", now)]);
}

/**
 * Belongs to the user and, given a time, can still be decided. Beside a look-up by token it must be one CASE: DuckDB
 * uses the token's index only when no other column is compared on its own.
 */
export function isOwn(userId: string, liveAt?: Date): (row: Row) => Expression<SqlBool> {
  return (row) => {
    const own = row("user_id", "=", userId);
    const condition = liveAt === undefined ? own : row.and([own, isLive(liveAt)(row)]);
    return sql<boolean>`case when ${condition} then true else false end`;
  };
}
