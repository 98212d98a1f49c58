import type { GithubConnectionTable, RepoPolicyTable, UserTable } from "./accounts.ts";
import type { ActionLogTable, ActionRunTable } from "./action-logs.ts";
import type { AgentTaskTable } from "./agent-tasks.ts";
import type { AuditLeafTable, AuditRemovalTable, AuditSealTable, ErasureTable } from "./audit.ts";
import type { CommandTable } from "./commands.ts";
import type {
  ActionPolicyTable,
  ApproverGroupMemberTable,
  ApproverGroupTable,
  StandingGrantTable,
} from "./deciding.ts";
import type { IdempotentRequestTable } from "./idempotent-requests.ts";
import type { EventView, FeedStateTable } from "./events.ts";
import type { AccessKeyTable, ServiceTable } from "./identity.ts";
import type {
  CommitCheckTable,
  EventTriggerTable,
  NoticePriorityTable,
  NoticeTable,
  RepoSubscriptionTable,
} from "./notices.ts";
import type { NotificationChannelTable, NotificationDeliveryTable } from "./notifications.ts";
import type {
  PendingActionApprovalTable,
  PendingActionQuotaTable,
  PendingActionTable,
  PendingActionTokenTable,
  PendingActionVersionTable,
} from "./pending-actions.ts";
import type {
  OpenIdIdentityTable,
  PasskeyTable,
  SessionTable,
  SignInChallengeTable,
  SignInLinkTable,
} from "./sessions.ts";
import type {
  WebhookEventTable,
  WebhookRejectionCountTable,
  WebhookReplayTable,
  WebhookTransitionTable,
} from "./webhook-events.ts";
import type { WebhookDeliveryTable, WebhookEndpointTable } from "./webhook-endpoints.ts";
import type { WriteProbeTable } from "./write-probe.ts";

/** All tables and views of the system of record, as the type parameter of Kysely. */
export interface Database {
  users: UserTable;
  services: ServiceTable;
  access_keys: AccessKeyTable;
  sessions: SessionTable;
  sign_in_links: SignInLinkTable;
  sign_in_challenges: SignInChallengeTable;
  passkeys: PasskeyTable;
  openid_identities: OpenIdIdentityTable;
  github_connections: GithubConnectionTable;
  repo_policies: RepoPolicyTable;
  commands: CommandTable;
  pending_actions: PendingActionTable;
  pending_action_tokens: PendingActionTokenTable;
  pending_action_approvals: PendingActionApprovalTable;
  pending_action_quotas: PendingActionQuotaTable;
  pending_action_versions: PendingActionVersionTable;
  approver_groups: ApproverGroupTable;
  approver_group_members: ApproverGroupMemberTable;
  action_policies: ActionPolicyTable;
  standing_grants: StandingGrantTable;
  action_logs: ActionLogTable;
  action_runs: ActionRunTable;
  audit_seals: AuditSealTable;
  audit_leaves: AuditLeafTable;
  audit_removals: AuditRemovalTable;
  erasures: ErasureTable;
  webhook_events: WebhookEventTable;
  webhook_transitions: WebhookTransitionTable;
  webhook_replays: WebhookReplayTable;
  webhook_rejection_counts: WebhookRejectionCountTable;
  agent_tasks: AgentTaskTable;
  webhook_endpoints: WebhookEndpointTable;
  webhook_deliveries: WebhookDeliveryTable;
  notification_channels: NotificationChannelTable;
  notification_deliveries: NotificationDeliveryTable;
  notice_subscriptions: RepoSubscriptionTable;
  notice_priorities: NoticePriorityTable;
  notices: NoticeTable;
  commit_checks: CommitCheckTable;
  event_triggers: EventTriggerTable;
  idempotent_requests: IdempotentRequestTable;
  events: EventView;
  feed_state: FeedStateTable;
  write_probe: WriteProbeTable;
}
