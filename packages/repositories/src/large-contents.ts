import type { LargeContents } from "@handsfree/query";
import type { Database } from "@handsfree/schema";

type LargeTable = keyof Pick<
  Database,
  | "action_logs"
  | "action_runs"
  | "agent_tasks"
  | "commands"
  | "pending_action_versions"
  | "pending_actions"
  | "webhook_events"
>;

/** The columns of each table that callers can make long. Pages and batches of them are limited by bytes. */
export const largeContents: Readonly<Record<LargeTable, LargeContents>> = {
  action_logs: { columns: ["target", "request", "result"], stored: "content_bytes" },
  // Few runs exist at a time, so their size is not stored.
  action_runs: { columns: ["target", "request"] },
  agent_tasks: {
    columns: ["instruction", "last_update", "question", "answer", "result", "last_error"],
    stored: "content_bytes",
  },
  commands: { columns: ["transcript", "entities"], stored: "content_bytes" },
  pending_actions: {
    columns: ["summary", "action_payload", "approvers", "execution_result", "effect", "preview"],
    stored: "content_bytes",
  },
  pending_action_versions: { columns: ["action_payload"], stored: "content_bytes" },
  /** With the bodies. */
  webhook_events: { columns: ["body", "payload", "headers"], stored: "body_bytes" },
};

/** The large columns in a list of deliveries, which has no bodies. */
export const listedEventContents: LargeContents = { columns: ["headers", "last_error"] };

/** The size of a new row's contents in bytes, for its `content_bytes`. */
export function contentBytes(...contents: readonly (string | null)[]): number {
  return contents.reduce((sum, text) => sum + (text === null ? 0 : Buffer.byteLength(text)), 0);
}
