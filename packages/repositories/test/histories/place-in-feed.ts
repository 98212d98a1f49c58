import { type RawBuilder, sql } from "kysely";
import { inject } from "vitest";

/**
 * The order in which rows of one record were committed, whatever the clock says: ids are drawn before the commit, so a
 * row that came later can have the smaller one. Positions that PostgreSQL's readers give follow the entries, and nobody
 * reads here.
 */
export function placeInFeed(table: "action_logs" | "webhook_transitions"): RawBuilder<unknown> {
  return inject("engine") === "duckdb"
    ? sql`feed_position`
    : sql`(select entry from feed_entries where row_id = ${sql.ref(`${table}.id`)})`;
}
