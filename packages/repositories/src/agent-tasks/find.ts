import { type Executor, fetchPage, lookUp, type Page, type PageRequest } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { largeContents } from "../large-contents.ts";
import { requirePerson } from "../person.ts";
import { requireObject, requireText, requireUuid } from "../validate.ts";
import { type AgentTask, taskColumns, toAgentTask } from "./task.ts";

/** The owner and the id of a task. */
export interface AgentTaskKey {
  readonly userId: string;
  readonly id: string;
}

/**
 * Finds a user's task by its id.
 *
 * @throws {InvalidInputError} for an id that is not a UUID.
 */
export async function findAgentTask(
  db: Executor<Database>,
  key: AgentTaskKey,
): Promise<AgentTask | undefined> {
  requireCall(db);
  const { userId, id } = requireTaskKey("key", key);
  const row = await lookUp(db, "agent_tasks", taskColumns, { column: "id", value: id });
  // The owner is compared here, since DuckDB scans the table for a query with a second condition.
  return row?.user_id === userId ? toAgentTask(row) : undefined;
}

/** @throws {InvalidInputError} for an id that is not a UUID. */
export function requireTaskKey(field: string, key: AgentTaskKey): AgentTaskKey {
  const { userId, id } = requireObject(field, key);
  return { userId: requirePerson("userId", userId), id: requireUuid("id", id) };
}

/** The owner, the conditions and the page of a list of tasks. */
export interface AgentTaskFilter extends PageRequest {
  readonly userId: string;
  /** One of `agentTaskStatuses`, or a text of an older release. */
  readonly status?: string | undefined;
  readonly provider?: string | undefined;
}

/**
 * Lists a user's tasks, newest first.
 *
 * @throws {InvalidInputError} for an invalid user, filter, limit, time or cursor.
 */
export async function listAgentTasks(
  db: Executor<Database>,
  filter: AgentTaskFilter,
): Promise<Page<AgentTask>> {
  requireCall(db);
  const { userId, status, provider, ...request } = requireObject("filter", filter);
  let query = db
    .selectFrom("agent_tasks")
    .select(taskColumns)
    .where("user_id", "=", requirePerson("userId", userId));
  if (status !== undefined) query = query.where("status", "=", requireText("status", status));
  if (provider !== undefined) {
    query = query.where("provider", "=", requireText("provider", provider));
  }
  const page = await fetchPage(db, query, "created_at", request, largeContents.agent_tasks);
  return { ...page, items: page.items.map(toAgentTask) };
}
