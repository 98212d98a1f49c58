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

/** The data that the history records of a transition. */
export interface EventStep {
  /** The event as it was read. */
  readonly row: Pick<InboxRow, "id" | "attempts" | "state">;
  readonly transition: WebhookTransition;
  readonly to: WebhookEventState;
  /** The number of the attempt. Default: the row's. */
  readonly attempt?: number | undefined;
  /** The worker, or the person who asked. */
  readonly worker?: string | null | undefined;
  readonly replayId?: string | null | undefined;
  readonly reason?: string | null | undefined;
}

/** The types of an event as leased work. */
export interface EventTypes {
  readonly table: "webhook_events";
  readonly row: InboxRow;
  readonly step: EventStep;
  readonly history: "webhook_transitions";
}

/** The description of events for changes of leased work. */
export const eventTable: WorkTable<EventTypes> = {
  table: "webhook_events",
  key: "id",
  requireLegal({ row, transition, to }) {
    if (isLegalTransition(transition, row.state, to)) return;
    throw new TypeError(`illegal transition of an event: ${transition} from ${row.state} to ${to}`);
  },
  history: "webhook_transitions",
  record: transitionRow,
};

/** The event must still have the state and the attempt that were read. */
export function identifyEvent({ id, state, attempts }: EventStep["row"]): RowIdentity<EventTypes> {
  return { key: id, asRead: { state, attempts } };
}

/** A transition that no worker makes. */
export interface EventTransition extends EventStep {
  /** Further columns to set. */
  readonly set?: Partial<Omit<InboxRow, "id" | "received_at">>;
  /** A further condition on the row, for example that its body is there. */
  readonly guard?: Guard<"webhook_events"> | undefined;
  /** Further statements to run with the update. */
  readonly records?: readonly Compilable[] | undefined;
}

/**
 * Moves an event to another state, and records the transition.
 *
 * @returns whether this call moved it; false if it had moved before, or the guard did not hold.
 * @throws {TypeError} for an illegal transition.
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

/** The history row of a transition. */
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
