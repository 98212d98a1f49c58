import type { LargeContents } from "@handsfree/query";
import type { Database } from "@handsfree/schema";

type LargeTable = keyof Pick<
  Database,
  "action_logs" | "action_runs" | "commands" | "pending_actions" | "webhook_events"
>;

/** What a caller can make long in the rows of each table. A page or a batch of them has to end by bytes. */
export const largeContents: Readonly<Record<LargeTable, LargeContents>> = {
  action_logs: { columns: ["target", "request", "result"], stored: "content_bytes" },
  /** There are few at a time. */
  action_runs: { columns: ["target", "request"] },
  commands: { columns: ["transcript", "entities"], stored: "content_bytes" },
  pending_actions: {
    columns: ["summary", "action_payload", "approvers", "execution_result"],
    stored: "content_bytes",
  },
  /** Those with their bodies. */
  webhook_events: { columns: ["body", "payload", "headers"], stored: "body_bytes" },
};

/** What a list of deliveries says, which is not their bodies. */
export const listedEventContents: LargeContents = { columns: ["headers", "last_error"] };

/** How many bytes the contents of a new row have: what `content_bytes` says. */
export function contentBytes(...contents: readonly (string | null)[]): number {
  return contents.reduce((sum, text) => sum + (text === null ? 0 : Buffer.byteLength(text)), 0);
}
