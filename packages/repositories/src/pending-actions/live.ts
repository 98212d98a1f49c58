import type { Database } from "@handsfree/schema";
import { type Expression, type ExpressionBuilder, sql, type SqlBool } from "kysely";

type Row = ExpressionBuilder<Database, "pending_actions">;

/** Can still be decided: nobody has, and `expires_at` is yet to come. `hasExpired` says the same of an object. */
export function isLive(now: Date): (row: Row) => Expression<SqlBool> {
  return (row) => row.and([row("state", "=", "pending"), row("expires_at", ">", now)]);
}

/**
 * Belongs to the user and, given a time, can still be decided. Beside a look-up by token or id it must be one CASE of
 * several columns: DuckDB uses the index only when no other column is compared on its own, which it makes of a
 * CASE of one.
 */
export function isOwn(userId: string, liveAt?: Date): (row: Row) => Expression<SqlBool> {
  return (row) => {
    const own = row("user_id", "=", userId);
    const also = liveAt === undefined ? row("id", "is not", null) : isLive(liveAt)(row);
    const condition = row.and([own, also]);
    return sql<boolean>`case when ${condition} then true else false end`;
  };
}
