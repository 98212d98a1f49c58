import type { AgentTaskJson } from "@handsfree/wire/agent-tasks";

/** What a task is about, as `owner/name#12`; undefined if it is about no repository. */
export function subjectOf({
  repository,
  issue_number: issue,
  pull_request_number: pull,
}: Pick<AgentTaskJson, "repository" | "issue_number" | "pull_request_number">): string | undefined {
  const number = pull ?? issue;
  if (repository === null) return number === null ? undefined : `#${number}`;
  return number === null ? repository : `${repository}#${number}`;
}

/** A status as a filter names it. */
export function statusName(status: string): string {
  const words = status.replaceAll("_", " ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** Whether it has ended. */
export function isEnded({ status }: AgentTaskJson): boolean {
  return status === "completed" || status === "failed" || status === "cancelled";
}

/**
 * Whether a retry would change something: the server allows it for a task that failed, that waits for its next attempt,
 * or that comes from an older release without leases.
 */
export function mayBeRetried(
  { status, due_at: due, attempts }: AgentTaskJson,
  now: number,
): boolean {
  if (status === "failed") return true;
  if (status === "created") return attempts > 0 || due === null || Date.parse(due) > now;
  return status === "running" && due === null;
}

/** Whether a person can do something with it. */
export function hasActs(task: AgentTaskJson): boolean {
  return !isEnded(task) || task.status === "failed";
}
