import type { Selectable } from "kysely";
import type { ContentBytes, CreatedAt, JsonText, UpdatedAt } from "./column.ts";

/** A task that was handed to a coding agent. */
export interface AgentTaskTable {
  id: string;
  user_id: string;
  /** The kind of agent that works on it, for example `copilot`. */
  provider: string;
  /** `owner/name` */
  repo_full_name: string | null;
  issue_number: number | null;
  pr_number: number | null;
  instruction: string | null;
  /** The command that it results from. */
  command_id: string | null;
  /** The pending action that it belongs to. */
  action_id: string | null;
  /** One of `agentTaskStatuses`, or any text of an adopted database. */
  status: string;
  /** The progress that its worker told last. */
  last_update: string | null;
  /** What the worker asked its owner last. */
  question: string | null;
  /** The owner's answer to `question`. */
  answer: string | null;
  /** From this instant on a worker may claim it; null while none may. While a lease runs, it is the end of the lease. */
  due_at: Date | null;
  /** How many attempts were begun. One that ended with a question, or was given back, does not count. */
  attempts: number;
  max_attempts: number;
  /** SHA-256 of the last lease's token. */
  lease_sha256: string | null;
  /** The name of the last worker. */
  lease_worker: string | null;
  lease_expires_at: Date | null;
  /** When the last attempt began. */
  started_at: Date | null;
  ended_at: Date | null;
  result: JsonText | null;
  last_error: string | null;
  content_bytes: ContentBytes;
  created_at: CreatedAt;
  updated_at: UpdatedAt;
}

/** A task as it is read. */
export type AgentTaskRow = Selectable<AgentTaskTable>;
