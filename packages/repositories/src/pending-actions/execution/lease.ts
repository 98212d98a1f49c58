import type { Database, PendingActionRow } from "@handsfree/schema";
import type { Expression, ExpressionBuilder, SqlBool } from "kysely";

/** The right to execute an action, for a while. */
export interface Lease {
  /** The only copy there is; reports and heartbeats need it. */
  readonly token: string;
  readonly actionId: string;
  /** The first instant at which another worker may have the action. */
  readonly expiresAt: Date;
  /** Which execution of the action this is, from 1. */
  readonly attempt: number;
}

/** Whether nobody has it: there is no lease, or it has run out. Its SQL form is `isFree`. */
export function rowIsFree({ lease_expires_at: end }: PendingActionRow, now: Date): boolean {
  return end === null || end <= now;
}

/** The SQL form of `rowIsFree`. */
export function isFree(
  row: ExpressionBuilder<Database, "pending_actions">,
  now: Date,
): Expression<SqlBool> {
  return row.or([row("lease_expires_at", "is", null), row("lease_expires_at", "<=", now)]);
}
