import type { Executor } from "@handsfree/query";
import type {
  ActionLogRow,
  Database,
  PendingActionRow,
  PendingActionState,
} from "@handsfree/schema";
import type { Compilable } from "kysely";
import { systemRow } from "../action-logs/record.ts";
import type { Context } from "../context.ts";
import { changeWork } from "../work/change.ts";
import type { Guard, WorkTable } from "../work/leased-work.ts";
import type { PendingAction, StoredAction } from "./action.ts";
import { notifyTransition } from "./notifications.ts";
import { type PendingActionEvent, pendingActionTransitions } from "./transitions.ts";

/** The content of the audit row of a change. */
export interface ActionStep {
  /** The action as it was read. */
  readonly action: PendingAction;
  readonly to: PendingActionState;
  readonly event: PendingActionEvent;
  /** The author of the change: a user's id, a worker's name, or `clock`. */
  readonly by: string;
  readonly reason?: string | null | undefined;
  /** The end of the time of grace that it begins; null or left out for none. */
  readonly executableAt?: Date | null | undefined;
  /** Whether the step of the event succeeded. Default true. */
  readonly ok?: boolean | undefined;
  /** Further members of the result. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The types of an action as leased work. */
export interface ActionTypes {
  readonly table: "pending_actions";
  readonly row: StoredAction;
  readonly step: ActionStep;
  readonly history: "action_logs";
}

/** The table of pending actions, for changes by people, by the clock and by workers. */
export const actionTable: WorkTable<ActionTypes> = {
  table: "pending_actions",
  key: "id",
  requireLegal: ({ action, to }) => {
    if (pendingActionTransitions[action.state].includes(to)) return;
    throw new TypeError(`an action cannot go from ${action.state} to ${to}`);
  },
  history: "action_logs",
  record: stepRow,
  afterChange: notifyTransition,
};

/** A change of state by a person or the clock, on condition that the state is unchanged since it was read. */
export interface Transition extends ActionStep {
  /** Further new values of the row. */
  readonly set?: Partial<Omit<PendingActionRow, "id" | "created_at">>;
  /** A further condition. */
  readonly guard?: Guard<"pending_actions">;
  /** Further inserts in the same transaction. */
  readonly records?: readonly Compilable[];
}

/**
 * Moves an action to another state, with its audit row.
 *
 * @returns whether this call moved it; false if another change came first, or the guard does not hold.
 * @throws {TypeError} for an illegal transition.
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

/** The insert of a step's audit row. */
export function recordStep(db: Executor<Database>, step: ActionStep, context: Context): Compilable {
  return db.insertInto("action_logs").values(stepRow(step, context));
}

/** A step's audit row. It holds the digest of the payload, so that payloads are not stored twice. */
export function stepRow(
  { action, to, event, by, reason, executableAt, ok = true, details }: ActionStep,
  context: Context,
): ActionLogRow {
  return systemRow(
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
        ...(executableAt && { executable_at: executableAt.toISOString() }),
        ...details,
      },
    },
    context,
  );
}
