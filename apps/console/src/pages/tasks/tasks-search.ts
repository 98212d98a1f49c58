import { given, idParam, oneOfParam, textParam } from "../../api/search-params.ts";

/** The statuses of a task, in the order in which a person cares for them. */
export const taskStatuses = [
  "needs_input",
  "running",
  "created",
  "failed",
  "completed",
  "cancelled",
] as const;
/** One of `taskStatuses`. */
type TaskStatus = (typeof taskStatuses)[number];

/** What the address of the tasks says: the filters, and the task that is open. */
export interface TasksSearch {
  readonly status?: TaskStatus;
  readonly provider?: string;
  readonly id?: string;
}

/** Reads an address. What is wrong in it is left out. */
export function readTasksSearch(search: Readonly<Record<string, unknown>>): TasksSearch {
  return given<TasksSearch>({
    status: oneOfParam(search["status"], taskStatuses),
    provider: textParam(search["provider"]),
    id: idParam(search["id"]),
  });
}
