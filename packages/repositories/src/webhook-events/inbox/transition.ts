import { changeAndRecord, type Executor } from "@handsfree/query";
import type {
  Database,
  WebhookEventRow,
  WebhookEventState,
  WebhookTransition,
  WebhookTransitionRow,
} from "@handsfree/schema";
import {
  type Compilable,
  type Expression,
  type ExpressionBuilder,
  sql,
  type SqlBool,
} from "kysely";
import type { Context } from "../../context.ts";
import type { InboxRow } from "./find-row.ts";
import { isLegalTransition } from "./transitions.ts";

type Row = ExpressionBuilder<Database, "webhook_events">;

/** A change of an event's state, and what its history says of it. */
export interface EventTransition {
  /** The event as it was read; it must still be in that state, and at that attempt. */
  readonly row: InboxRow;
  readonly transition: WebhookTransition;
  readonly to: WebhookEventState;
  /** The number of the attempt that it belongs to. Default: that of the row. */
  readonly attempt?: number;
  /** Who did it: a worker, or whoever asked for it. */
  readonly worker?: string | null;
  readonly replayId?: string | null;
  readonly reason?: string | null;
  /** What else the row gets. */
  readonly set?: Partial<Omit<WebhookEventRow, "id" | "payload" | "received_at">>;
  /** What else must hold of the row, for example that it is due. */
  readonly guard?: (row: Row) => Expression<SqlBool>;
  /** What else is inserted with it. */
  readonly records?: readonly Compilable[];
}

/**
 * Moves an event to another state with one conditional statement, and its history in the same
 * transaction: both or neither.
 *
 * @returns whether this call moved it; false where it had moved before, or the guard did not hold.
 */
export async function makeEventTransition(
  db: Executor<Database>,
  change: EventTransition,
  context: Context,
): Promise<boolean> {
  const { row, transition, to, set, guard } = change;
  if (!isLegalTransition(transition, row.state, to)) {
    throw new TypeError(`an event that is ${row.state} is not ${transition} to ${to}`);
  }
  const update = db
    .updateTable("webhook_events")
    .set({ ...set, state: to })
    .where("id", "=", row.id)
    .where((event) => {
      const same = event.and([
        event("state", "=", row.state),
        event("attempts", "=", row.attempts),
      ]);
      // One CASE of several columns: DuckDB uses the index only when no other column is compared on its own.
      return sql<boolean>`case when ${guard ? event.and([same, guard(event)]) : same} then true else false end`;
    });
  const record = db.insertInto("webhook_transitions").values(transitionRow(change, context));
  return changeAndRecord(db, update, [record, ...(change.records ?? [])]);
}

/** The row of the history that says what happened. */
export function transitionRow(
  change: Pick<EventTransition, "transition" | "attempt" | "worker" | "replayId" | "reason"> & {
    readonly row: Pick<InboxRow, "id" | "attempts">;
  },
  context: Context,
): WebhookTransitionRow {
  const { row, transition, attempt, worker, replayId, reason } = change;
  return {
    id: context.newId(),
    event_id: row.id,
    transition,
    attempt: attempt ?? row.attempts,
    worker: worker ?? null,
    replay_id: replayId ?? null,
    reason: reason ?? null,
    created_at: context.now(),
  };
}
