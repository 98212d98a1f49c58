import type { Executor } from "@handsfree/query";
import type { Database, PendingActionRow, PendingActionState } from "@handsfree/schema";
import type { Compilable } from "kysely";
import { insertActionLog } from "../action-logs/record.ts";
import type { Context } from "../context.ts";
import { changeWork } from "../work/change.ts";
import type { Guard, WorkTable } from "../work/leased-work.ts";
import type { PendingAction } from "./action.ts";
import { tellOfTransition } from "./notices.ts";
import { type PendingActionEvent, pendingActionTransitions } from "./transitions.ts";

/** What the audit trail says of a change of an action. */
export interface ActionStep {
  /** The action as it was read. */
  readonly action: PendingAction;
  readonly to: PendingActionState;
  readonly event: PendingActionEvent;
  /** Who did it: a user's id, a worker's name, or `clock`. */
  readonly by: string;
  readonly reason?: string | null | undefined;
  /** Default true: whether what the event says came about. */
  readonly ok?: boolean | undefined;
  /** What else the audit row holds. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The types of an action as leased work. */
export interface ActionTypes {
  readonly table: "pending_actions";
  readonly row: PendingActionRow;
  readonly step: ActionStep;
}

/** What any change of an action has in common with those of other leased work. */
export const actionTable: WorkTable<ActionTypes> = {
  table: "pending_actions",
  key: "id",
  requireLegal: ({ action, to }) => {
    if (pendingActionTransitions[action.state].includes(to)) return;
    throw new TypeError(`an action does not go from ${action.state} to ${to}`);
  },
  record: recordStep,
  afterChange: tellOfTransition,
};

/** A change of an action's state by a person or the clock. The action must still be in the state that was read. */
export interface Transition extends ActionStep {
  /** What else the row gets. */
  readonly set?: Partial<Omit<PendingActionRow, "id" | "created_at">>;
  /** What else must hold of the row. */
  readonly guard?: Guard<"pending_actions">;
  /** What else is inserted with it. */
  readonly records?: readonly Compilable[];
}

/**
 * Moves an action to another state, on record.
 *
 * @returns whether this call moved it; false where it had moved before, or the guard did not hold.
 * @throws {TypeError} for a transition that is not legal.
 */
export function makeTransition(
  db: Executor<Database>,
  { set, guard, records, ...step }: Transition,
  context: Context,
): Promise<boolean> {
  const { action, to } = step;
  const change = {
    key: action.id,
    asRead: { user_id: action.userId, state: action.state },
    guards: guard ? [guard] : [],
    set: { ...set, state: to },
    step,
    records,
  };
  return changeWork(db, actionTable, change, context);
}

/** The audit row of a step: it names the payload by its digest, so that no payload is kept twice. */
export function recordStep(
  db: Executor<Database>,
  { action, to, event, by, reason, ok = true, details }: ActionStep,
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
