import type { AgentTaskRow } from "@handsfree/schema";
import { withDecoded } from "../json.ts";

/** A task for a coding agent. */
export interface AgentTask {
  readonly id: string;
  readonly userId: string;
  /** The kind of agent that works on it, for example `copilot`. */
  readonly provider: string;
  /** The `owner/name`. */
  readonly repository: string | null;
  readonly issueNumber: number | null;
  readonly pullRequestNumber: number | null;
  readonly instruction: string | null;
  /** The id of the command that it results from. */
  readonly commandId: string | null;
  /** The id of the pending action that it belongs to. */
  readonly actionId: string | null;
  /** One of `agentTaskStatuses`. A task of an older release can have another text. */
  readonly status: string;
  /** The progress that its worker told last. */
  readonly progress: string | null;
  /** The last question of its worker. */
  readonly question: string | null;
  /** The owner's answer to `question`. */
  readonly answer: string | null;
  /** From this instant on a worker may claim it; null while none may. During a lease it is the end of the lease. */
  readonly dueAt: Date | null;
  /** The number of begun attempts. One that ended with a question, or was given back, does not count. */
  readonly attempts: number;
  readonly maxAttempts: number;
  /** The name of the last worker. */
  readonly worker: string | null;
  readonly leaseExpiresAt: Date | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly result: unknown;
  readonly resultJson: string | null;
  readonly error: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A task as workers read it. Its size is written, and never read. */
export type StoredTask = Omit<AgentTaskRow, "content_bytes"> &
  Partial<Pick<AgentTaskRow, "content_bytes">>;

/** The columns of a `StoredTask`, except its size. */
export const taskColumns: readonly Exclude<keyof AgentTaskRow, "content_bytes">[] = [
  "id",
  "user_id",
  "provider",
  "repo_full_name",
  "issue_number",
  "pr_number",
  "instruction",
  "command_id",
  "action_id",
  "status",
  "last_update",
  "question",
  "answer",
  "due_at",
  "attempts",
  "max_attempts",
  "lease_sha256",
  "lease_worker",
  "lease_expires_at",
  "started_at",
  "ended_at",
  "result",
  "last_error",
  "created_at",
  "updated_at",
];

export function toAgentTask(row: StoredTask): AgentTask {
  return withDecoded(
    {
      id: row.id,
      userId: row.user_id,
      provider: row.provider,
      repository: row.repo_full_name,
      issueNumber: row.issue_number,
      pullRequestNumber: row.pr_number,
      instruction: row.instruction,
      commandId: row.command_id,
      actionId: row.action_id,
      status: row.status,
      progress: row.last_update,
      question: row.question,
      answer: row.answer,
      dueAt: row.due_at,
      attempts: row.attempts,
      maxAttempts: row.max_attempts,
      worker: row.lease_worker,
      leaseExpiresAt: row.lease_expires_at,
      startedAt: row.started_at,
      endedAt: row.ended_at,
      resultJson: row.result,
      error: row.last_error,
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    },
    { result: row.result },
  );
}
