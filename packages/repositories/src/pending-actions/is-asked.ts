import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Expression, type ExpressionBuilder, sql, type SqlBool } from "kysely";
import { groupsOf } from "../approver-groups/memberships.ts";

type Row = ExpressionBuilder<Database, "pending_actions">;
type Condition = (row: Row) => Expression<SqlBool>;

/** The SQL condition that a person is asked about an action at a time, as `standingOf` says. Reads their groups. */
export async function isAsked(
  db: Executor<Database>,
  userId: string,
  now: Date,
): Promise<Condition> {
  const groups = await groupsOf(db, userId);
  return (row) => {
    const named = isNamed(row, userId);
    const notEscalated = row.or([row("escalates_at", "is", null), row("escalates_at", ">", now)]);
    if (groups.length === 0) return row.and([named, notEscalated]);
    return row.or([
      row.and([row.or([named, row("approver_group", "in", groups)]), notEscalated]),
      row.and([row("escalates_at", "<=", now), row("escalation_group", "in", groups)]),
    ]);
  };
}

/** The column is a JSON list of lower-case UUIDs that HandsFree wrote, so a search for the text of a UUID is exact. */
function isNamed(row: Row, userId: string): Expression<SqlBool> {
  return row.or([
    row.and([row("approvers", "is", null), row("user_id", "=", userId)]),
    sql<boolean>`cast(${row.ref("approvers")} as text) like ${`%"${userId}"%`}`,
  ]);
}
