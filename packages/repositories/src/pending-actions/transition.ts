import { changeAndRecord, type Executor } from "@handsfree/query";
import type { Database, PendingActionRow, PendingActionState } from "@handsfree/schema";
import {
  type Compilable,
  type Expression,
  type ExpressionBuilder,
  sql,
  type SqlBool,
} from "kysely";
import { insertActionLog } from "../action-logs/record.ts";
import type { Context } from "../context.ts";
import type { PendingAction } from "./action.ts";
import { tellOfTransition } from "./notices.ts";
import { type PendingActionEvent, pendingActionTransitions } from "./transitions.ts";

type Row = ExpressionBuilder<Database, "pending_actions">;

/** A change of an action's state, and what the audit trail says of it. */
export interface Transition {
  /** The action as it was read; it must still be in that state. */
  readonly action: PendingAction;
  readonly to: PendingActionState;
  readonly event: PendingActionEvent;
  /** Who did it: a user's id, a worker's name, or `clock`. */
  readonly by: string;
  readonly reason?: string | null | undefined;
  /** Default true: whether what the event says came about. */
  readonly ok?: boolean | undefined;
  /** What else the row gets. */
  readonly set?: Partial<Omit<PendingActionRow, "id" | "created_at">>;
  /** What else must hold of the row, for example that the lease is still the caller's. */
  readonly guard?: (row: Row) => Expression<SqlBool>;
  /** What else goes into the audit row. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** What else is inserted with it. */
  readonly records?: readonly Compilable[];
}

/**
 * Moves an action to another state with one conditional statement, and its audit row in the same
 * transaction: both or neither.
 *
 * @returns whether this call moved it; false where it had moved before, or the guard did not hold.
 */
export async function makeTransition(
  db: Executor<Database>,
  transition: Transition,
  context: Context,
): Promise<boolean> {
  const { action, to, set, guard } = transition;
  if (!pendingActionTransitions[action.state].includes(to)) {
    throw new TypeError(`an action does not go from ${action.state} to ${to}`);
  }
  const change = db
    .updateTable("pending_actions")
    .set({ ...set, state: to })
    .where("id", "=", action.id)
    .where((row) => {
      const own = row.and([row("user_id", "=", action.userId), row("state", "=", action.state)]);
      // One CASE of several columns: DuckDB uses the index only when no other column is compared on its own.
      return sql<boolean>`case when ${guard ? row.and([own, guard(row)]) : own} then true else false end`;
    });
  const moved = await changeAndRecord(db, change, [
    recordTransition(db, transition, context),
    ...(transition.records ?? []),
  ]);
  if (moved) await tellOfTransition(db, transition);
  return moved;
}

/** The audit row of a transition: it names the payload by its digest, so that no payload is kept twice. */
export function recordTransition(
  db: Executor<Database>,
  { action, to, event, by, reason, ok = true, details }: Transition,
  context: Context,
): Compilable {
  return insertActionLog(
    db,
    {
      userId: action.userId,
      actionType: `pending_action.${event}`,
      target: action.id,
      ok,
      result: {
        action_type: action.actionType,
        payload_digest: action.payloadDigest,
        state: to,
        by,
        reason: reason ?? null,
        ...details,
      },
    },
    context,
  );
}
