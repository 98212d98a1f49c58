import type { ActionLog, ActionRun } from "@handsfree/repositories/action-logs";
import type { AgentTask, ClaimedAgentTask } from "@handsfree/repositories/agent-tasks";
import type { AuditHead, AuditVerification, Sealing } from "@handsfree/repositories/audit";
import type { GithubConnection } from "@handsfree/repositories/github-connections";
import type { EventTrigger, Notice, RepoSubscription } from "@handsfree/repositories/notices";
import type { RepoPolicy } from "@handsfree/repositories/repo-policies";
import type { Command } from "@handsfree/repositories/commands";
import type {
  AccessKey,
  ApproverGroup,
  GroupMember,
  Service,
  User,
} from "@handsfree/repositories/identity";
import type {
  ActionVersion,
  ClaimedAction,
  PendingAction,
} from "@handsfree/repositories/pending-actions";
import type { ErasureReceipt, RetentionReport } from "@handsfree/repositories/privacy";
import type {
  ClaimedWebhookEvent,
  WebhookEvent,
  WebhookEventTransition,
  WebhookReplay,
} from "@handsfree/repositories/webhooks";
import type { renderActionLog, renderActionRun } from "@handsfree/wire/action-logs";
import type { ClaimedAgentTaskRecord, renderAgentTask } from "@handsfree/wire/agent-tasks";
import type { renderGithubConnection } from "@handsfree/wire/github-connections";
import type {
  EventTriggerRecord,
  renderNotice,
  renderRepoSubscription,
} from "@handsfree/wire/notices";
import type { renderRepoPolicy } from "@handsfree/wire/repo-policies";
import type {
  AuditSealingRecord,
  AuditVerificationRecord,
  renderAuditHead,
} from "@handsfree/wire/audit";
import type { renderCommand } from "@handsfree/wire/commands";
import type {
  renderAccessKey,
  renderApproverGroup,
  renderGroupMember,
  renderService,
  renderUser,
} from "@handsfree/wire/identity";
import type {
  ClaimedActionRecord,
  PendingActionRecord,
  renderActionVersion,
} from "@handsfree/wire/pending-actions";
import type { renderErasureReceipt, RetentionReportRecord } from "@handsfree/wire/privacy";
import type {
  ClaimedWebhookEventRecord,
  renderWebhookEvent,
  renderWebhookTransition,
  WebhookReplayRecord,
} from "@handsfree/wire/webhooks";

/** Compiles only where a renderer of the wire takes the domain object. */
type Takes<_Domain extends Wire, Wire> = true;
type Input<Render extends (...args: never[]) => unknown> = Parameters<Render>[0];

export type DomainIsRendered = [
  Takes<Command, Input<typeof renderCommand>>,
  Takes<User, Input<typeof renderUser>>,
  Takes<Service, Input<typeof renderService>>,
  Takes<AccessKey, Input<typeof renderAccessKey>>,
  Takes<ApproverGroup, Input<typeof renderApproverGroup>>,
  Takes<GroupMember, Input<typeof renderGroupMember>>,
  Takes<ActionVersion, Input<typeof renderActionVersion>>,
  Takes<GithubConnection, Input<typeof renderGithubConnection>>,
  Takes<Notice, Input<typeof renderNotice>>,
  Takes<RepoSubscription, Input<typeof renderRepoSubscription>>,
  Takes<EventTrigger, EventTriggerRecord>,
  Takes<RepoPolicy, Input<typeof renderRepoPolicy>>,
  Takes<AgentTask, Input<typeof renderAgentTask>>,
  Takes<ClaimedAgentTask, ClaimedAgentTaskRecord>,
  Takes<PendingAction, PendingActionRecord>,
  Takes<ClaimedAction, ClaimedActionRecord>,
  Takes<ActionLog, Input<typeof renderActionLog>>,
  Takes<ActionRun, Input<typeof renderActionRun>>,
  Takes<WebhookEvent, Input<typeof renderWebhookEvent>>,
  Takes<WebhookEventTransition, Input<typeof renderWebhookTransition>>,
  Takes<ClaimedWebhookEvent, ClaimedWebhookEventRecord>,
  Takes<WebhookReplay, WebhookReplayRecord>,
  Takes<AuditHead, Input<typeof renderAuditHead>>,
  Takes<Sealing, AuditSealingRecord>,
  Takes<AuditVerification, AuditVerificationRecord>,
  Takes<ErasureReceipt, Input<typeof renderErasureReceipt>>,
  Takes<RetentionReport, RetentionReportRecord>,
  // @ts-expect-error a domain object without one of its fields cannot be rendered
  Takes<Omit<Command, "latencyMs">, Input<typeof renderCommand>>,
];
