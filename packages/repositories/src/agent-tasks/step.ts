import type { ActionLogRow, AgentTaskStatus } from "@handsfree/schema";
import { systemRow } from "../action-logs/record.ts";
import type { SystemEvent } from "../action-logs/system-types.ts";
import type { Context } from "../context.ts";
import { contentBytes } from "../large-contents.ts";
import type { WorkTable } from "../work/leased-work.ts";
import type { StoredTask } from "./task.ts";
import { isLegalTransition } from "./transitions.ts";

/** The content of the audit row of a change. */
export interface TaskStep {
  /** The task as it was read. */
  readonly row: StoredTask;
  readonly to: AgentTaskStatus;
  readonly event: SystemEvent<"agent_task">;
  /** The author of the change: the id of a user or a service, a worker's name, or `clock`. */
  readonly by: string | null;
  readonly reason?: string | null | undefined;
  /** The number of the attempt. Default: the row's. */
  readonly attempt?: number | undefined;
  /** Default true. */
  readonly ok?: boolean | undefined;
}

/** The types of a task as leased work. */
export interface TaskTypes {
  readonly table: "agent_tasks";
  readonly row: StoredTask;
  readonly step: TaskStep;
  readonly history: "action_logs";
}

/** The table of tasks, for changes by owners, by the clock and by workers. */
export const taskTable: WorkTable<TaskTypes> & { readonly key: "id" } = {
  table: "agent_tasks",
  key: "id",
  requireLegal({ row, to }) {
    if (isLegalTransition(row.status, to)) return;
    throw new TypeError(`a task cannot go from ${row.status} to ${to}`);
  },
  history: "action_logs",
  record: stepRow,
};

/** A step's audit row. It holds no instruction, question, answer or result, so that they are stored once. */
export function stepRow(
  { row, to, event, by, reason = null, attempt = row.attempts, ok = true }: TaskStep,
  context: Context,
): ActionLogRow {
  const { provider, user_id: userId, id } = row;
  const result = { provider, status: to, attempt, by, reason };
  return systemRow({ userId, actionType: `agent_task.${event}`, target: id, ok, result }, context);
}

/** The new values of a task that `changed` makes, with its time and its size. */
export function taskValues(
  row: StoredTask,
  changed: Partial<StoredTask>,
  now: Date,
): Partial<StoredTask> {
  const next = { ...row, ...changed };
  return {
    ...changed,
    updated_at: now,
    content_bytes: contentBytes(
      next.instruction,
      next.last_update,
      next.question,
      next.answer,
      next.result,
      next.last_error,
    ),
  };
}
