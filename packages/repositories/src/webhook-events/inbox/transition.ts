import type { Executor } from "@handsfree/query";
import type {
  Database,
  WebhookEventState,
  WebhookTransition,
  WebhookTransitionRow,
} from "@handsfree/schema";
import type { Compilable } from "kysely";
import type { Context } from "../../context.ts";
import { changeWork } from "../../work/change.ts";
import type { Guard, RowIdentity, WorkTable } from "../../work/leased-work.ts";
import type { InboxRow } from "./find-row.ts";
import { isLegalTransition } from "./transitions.ts";

/** What the history says of a change of an event. */
export interface EventStep {
  /** The event as it was read. */
  readonly row: Pick<InboxRow, "id" | "attempts" | "state">;
  readonly transition: WebhookTransition;
  readonly to: WebhookEventState;
  /** The number of the attempt that it belongs to. Default: that of the row. */
  readonly attempt?: number | undefined;
  /** Who did it: a worker, or who asked for it. */
  readonly worker?: string | null | undefined;
  readonly replayId?: string | null | undefined;
  readonly reason?: string | null | undefined;
}

/** The types of an event as leased work. */
export interface EventTypes {
  readonly table: "webhook_events";
  readonly row: InboxRow;
  readonly step: EventStep;
}

/** What any change of an event has in common with those of other leased work. */
export const eventTable: WorkTable<EventTypes> = {
  table: "webhook_events",
  key: "id",
  requireLegal({ row, transition, to }) {
    if (isLegalTransition(transition, row.state, to)) return;
    throw new TypeError(`an event that is ${row.state} is not ${transition} to ${to}`);
  },
  record: (db, step, context) =>
    db.insertInto("webhook_transitions").values(transitionRow(step, context)),
};

/** The event must still be in the state that was read, and at that attempt. */
export function identifyEvent({ id, state, attempts }: EventStep["row"]): RowIdentity<EventTypes> {
  return { key: id, asRead: { state, attempts } };
}

/** A change of an event's state that no worker makes. */
export interface EventTransition extends EventStep {
  /** What else the row gets. */
  readonly set?: Partial<Omit<InboxRow, "id" | "received_at">>;
  /** What else must hold of the row, for example that its body is there. */
  readonly guard?: Guard<"webhook_events"> | undefined;
  /** What else is inserted with it. */
  readonly records?: readonly Compilable[] | undefined;
}

/**
 * Moves an event to another state, on record.
 *
 * @returns whether this call moved it; false where it had moved before, or the guard did not hold.
 * @throws {TypeError} for a transition that is not legal.
 */
export function makeEventTransition(
  db: Executor<Database>,
  { set, guard, records, ...step }: EventTransition,
  context: Context,
): Promise<boolean> {
  const change = {
    ...identifyEvent(step.row),
    guards: guard ? [guard] : [],
    set: { ...set, state: step.to },
    step,
    records,
  };
  return changeWork(db, eventTable, change, context);
}

/** The row of the history that says what happened. */
export function transitionRow(
  {
    row,
    transition,
    attempt = row.attempts,
    worker = null,
    replayId = null,
    reason = null,
  }: Omit<EventStep, "row" | "to"> & { readonly row: Pick<InboxRow, "id" | "attempts"> },
  context: Context,
): WebhookTransitionRow {
  return {
    id: context.newId(),
    event_id: row.id,
    transition,
    attempt,
    worker,
    replay_id: replayId,
    reason,
    created_at: context.now(),
  };
}
