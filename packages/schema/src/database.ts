import type {
  AgentTaskTable,
  GithubConnectionTable,
  RepoPolicyTable,
  UserTable,
} from "./accounts.ts";
import type { ActionLogTable } from "./action-logs.ts";
import type { CommandTable } from "./commands.ts";
import type { PendingActionTable } from "./pending-actions.ts";
import type { WebhookEventTable } from "./webhook-events.ts";
import type { WriteProbeTable } from "./write-probe.ts";

/** Every table of the system of record, as Kysely wants it. */
export interface Database {
  users: UserTable;
  github_connections: GithubConnectionTable;
  repo_policies: RepoPolicyTable;
  commands: CommandTable;
  pending_actions: PendingActionTable;
  action_logs: ActionLogTable;
  webhook_events: WebhookEventTable;
  agent_tasks: AgentTaskTable;
  write_probe: WriteProbeTable;
}
