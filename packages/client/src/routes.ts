// Generated from apps/server/openapi.json by `pnpm api`.
import type {
  HealthJson,
  LivenessJson,
  PageJson,
  ReadinessJson,
  ServerStateJson,
} from "@handsfree/wire";
import type { ActionLogJson, ExpandedActionLogJson } from "@handsfree/wire/action-logs";
import type {
  AgentTaskClaimJson,
  AgentTaskJson,
  AgentTaskOutcomeJson,
  ExpandedAgentTaskJson,
  ExtendedAgentTaskLeaseJson,
} from "@handsfree/wire/agent-tasks";
import type { AuditHeadJson } from "@handsfree/wire/audit";
import type { CommandJson, ExpandedCommandJson } from "@handsfree/wire/commands";
import type { EventPageJson } from "@handsfree/wire/events";
import type { GithubConnectionJson } from "@handsfree/wire/github-connections";
import type {
  AccessKeyJson,
  ApproverGroupJson,
  CallerJson,
  ExpandedAccessKeyJson,
  GivenAccessKeyJson,
  GroupMembersJson,
  PasskeyJson,
  ServiceJson,
  SessionJson,
  SignInLinkJson,
  SignInLinkPreviewJson,
  UserJson,
} from "@handsfree/wire/identity";
import type {
  EventTriggerJson,
  NoticeJson,
  NoticePrioritiesJson,
  ReadNoticesJson,
  RepoSubscriptionJson,
} from "@handsfree/wire/notices";
import type {
  CreatedNotificationChannelJson,
  NotificationChannelJson,
  NotificationChannelListJson,
  NotificationOptionsJson,
} from "@handsfree/wire/notifications";
import type {
  ActionClaimJson,
  ActionVersionJson,
  ApprovedActionJson,
  AwaitedDecisionJson,
  DecidedActionJson,
  EditedActionJson,
  EndedExecutionJson,
  ExpandedPendingActionJson,
  ExtendedActionLeaseJson,
  ManyDecisionsJson,
  PreviewedActionJson,
  ProposedActionJson,
  ReleasedActionLeaseJson,
  TakenBackActionJson,
} from "@handsfree/wire/pending-actions";
import type {
  CheckedPoliciesJson,
  ExpandedPoliciesJson,
  ExpandedPolicyVersionJson,
  ExpandedStandingGrantJson,
  PoliciesJson,
  PolicyDryRunJson,
  StandingGrantJson,
} from "@handsfree/wire/policies";
import type { RetentionSettingsJson } from "@handsfree/wire/privacy";
import type { RepoPolicyJson } from "@handsfree/wire/repo-policies";
import type { StatisticsJson } from "@handsfree/wire/statistics";
import type {
  ExpandedWebhookDeliveryJson,
  GivenWebhookSecretJson,
  WebhookDeliveryJson,
  WebhookEndpointJson,
} from "@handsfree/wire/webhook-endpoints";
import type {
  ExpandedWebhookEventJson,
  ExtendedWebhookLeaseJson,
  ReplayCountJson,
  StoppedReplayJson,
  WebhookClaimJson,
  WebhookForwardJson,
  WebhookOutcomeJson,
  WebhookRejectionsJson,
  WebhookReplayJson,
  WebhookTransitionJson,
} from "@handsfree/wire/webhooks";

type ClaimWebhookEventsRequest = {
  readonly worker: string;
  /** Default 1 */
  readonly limit?: number;
  readonly lease_seconds?: number;
  readonly sources?: readonly string[];
  readonly event_types?: readonly string[];
};
type SucceedWebhookEventRequest = { readonly lease_token: string };
type IgnoreWebhookEventRequest = { readonly lease_token: string; readonly reason?: string };
type FailWebhookEventRequest = {
  readonly lease_token: string;
  /** The first 2000 characters are kept, redacted */
  readonly error: string;
  /** Default true; with false the event is dead */
  readonly retry?: boolean;
};
type ReleaseWebhookEventRequest = { readonly lease_token: string };
type HeartbeatWebhookEventRequest = {
  readonly lease_token: string;
  readonly lease_seconds?: number;
};
type RequestReason = { readonly reason?: string };
type ForwardWebhookEventRequest = {
  /** By https to a public address, or by http or https to one of the server's setting WEBHOOK_ALLOWED_ADDRESSES */
  readonly url: string;
};
type ReplayWebhookEventsRequest = {
  readonly filter: ReplayWebhookEventsRequestFilter;
  /** Count, and change nothing */
  readonly dry_run?: boolean;
  /** An id of the caller's own; the same request with it goes on after an interruption */
  readonly id?: string;
  /** From 0.001 to 100,000. Default all at once */
  readonly events_per_second?: number;
  readonly reason?: string;
};
type ReplayWebhookEventsRequestFilter = {
  readonly source?: string;
  readonly event_type?: string;
  /** Default all four */
  readonly states?: readonly ("processed" | "ignored" | "failed" | "dead")[];
  readonly since?: string;
  readonly until?: string;
  /** Or never replayed at all */
  readonly replayed_before?: string;
};
type NewCommand = {
  readonly input_type: "text" | "audio" | "image";
  readonly status: "ok" | "needs_confirmation" | "error";
  readonly profile?: "default" | "workout" | "kitchen" | "commute" | "work" | "focused" | "relaxed";
  /** What may be kept, and for how long */
  readonly privacy_mode?: "strict" | "balanced" | "debug";
  readonly transcript?: string | null;
  /** The transcript is dropped unless this is true, or the mode is debug */
  readonly store_transcript?: boolean;
  readonly intent_name?: string | null;
  readonly intent_confidence?: number | null;
  /** Any JSON value; parts that repeat the transcript are masked */
  readonly entities?: unknown;
  readonly session_id?: string | null;
  readonly latency_ms?: number | null;
  readonly pending_action_id?: string | null;
};
type LinkCommandToActionRequest = { readonly pending_action_id: string };
type NewPendingAction = {
  readonly summary: string;
  readonly effect?: string | null;
  readonly action_type: string;
  /** Any JSON value; its numbers and texts keep their spelling */
  readonly action_payload: unknown;
  readonly expires_in_seconds?: number;
  /** The owner/name that the action changes, which policies can name */
  readonly repository?: string;
  /** Whether an approver may change the payload */
  readonly editable?: boolean;
  /** The group whose members may decide it too. Policies can ask others */
  readonly approver_group?: string;
  /** Who may decide it. Default: the caller alone, or the group. Policies can ask others */
  readonly approvers?: readonly string[];
  readonly required_approvals?: number;
  readonly proposer_may_approve?: boolean;
  /** How often its execution may begin; 0 where the person who confirms it carries it out */
  readonly max_attempts?: number;
  /** Whether the idempotency key is free as soon as its action has ended, so that a repetition resumes an open question and asks anew afterwards */
  readonly renewable?: boolean;
  /** Takes the action under a lease in the same transaction, as claimAction does, if it is confirmed and may be carried out at once. It needs the scope actions:execute too */
  readonly claim?: NewPendingActionClaim;
};
type NewPendingActionClaim = {
  readonly worker: string;
  readonly lease_seconds?: number;
  /** The token of the lease, which the caller makes for this request alone: 32 random bytes in base64url. By it a retry whose first answer was lost gets the same lease, and other callers get none */
  readonly lease_token: string;
};
type ClaimActionRequest = {
  readonly types: readonly string[];
  readonly worker: string;
  readonly lease_seconds?: number;
  readonly id?: string;
};
type HeartbeatActionRequest = { readonly lease_token: string; readonly lease_seconds?: number };
type SucceedActionRequest = {
  readonly lease_token: string;
  /** Any JSON value; its secrets are redacted before it is stored */
  readonly result?: unknown;
};
type FailActionRequest = {
  readonly lease_token: string;
  readonly error: string;
  /** Any JSON value; its secrets are redacted before it is stored */
  readonly result?: unknown;
};
type ReleaseActionRequest = {
  readonly lease_token: string;
  /** How long no worker may claim the action */
  readonly retry_after_seconds?: number;
};
type NewActionPreview = {
  /** The version of the payload that the preview was made of */
  readonly version: number;
  readonly title: string;
  readonly url?: string | null;
  readonly facts: readonly NewActionPreviewFact[];
  /** The executor's name in the audit trail */
  readonly worker?: string;
};
type NewActionPreviewFact = { readonly label: string; readonly value: string };
type NewDecision = {
  readonly token: string;
  readonly payload_digest?: string | null;
  readonly reason?: string | null;
};
type ShownDecision = {
  /** The payload_digest of the action as the person was shown it; where it differs, 409 */
  readonly payload_digest: string;
  readonly reason?: string | null;
  /** Where the person decides */
  readonly surface?: "api" | "cli" | "console" | "voice" | "slack" | "mcp";
};
type WithdrawPendingActionRequest = {
  readonly reason?: string | null;
  /** Where the person decides */
  readonly surface?: "api" | "cli" | "console" | "voice" | "slack" | "mcp";
};
type DecidePendingActionsRequest = {
  readonly decisions: readonly DecidePendingActionsRequestDecision[];
  /** Where the person decides */
  readonly surface?: "api" | "cli" | "console" | "voice" | "slack" | "mcp";
};
type DecidePendingActionsRequestDecision = {
  readonly id: string;
  readonly verdict: "approve" | "reject";
  /** The payload_digest of the action as the person was shown it; where it differs, 409 */
  readonly payload_digest: string;
  readonly reason?: string | null;
};
type ActionEdit = {
  /** The payload_digest of the action as the person was shown it; where it differs, 409 */
  readonly payload_digest: string;
  /** Any JSON value; its numbers and texts keep their spelling */
  readonly action_payload: unknown;
  readonly reason?: string | null;
  /** Where the person decides */
  readonly surface?: "api" | "cli" | "console" | "voice" | "slack" | "mcp";
};
type CreateApproverGroupRequest = { readonly name: string };
type NewActionLog = {
  readonly action_type: string;
  /** Whether the side effect came about */
  readonly ok: boolean;
  readonly target?: string | null;
  /** Any JSON value; its secrets are redacted */
  readonly request?: unknown;
  /** Any JSON value; its secrets are redacted */
  readonly result?: unknown;
};
type ReplacePoliciesRequest = {
  /** The text form of all policies, YAML */
  readonly text: string;
  readonly based_on: number | null;
};
type CheckPoliciesRequest = {
  /** The text form of all policies, YAML */
  readonly text: string;
};
type DryRunPoliciesRequest = {
  /** The text form of all policies, YAML */
  readonly text: string;
  /** Default: 30 days ago */
  readonly since?: string;
  /** The maximum number of actions, the newest first */
  readonly limit?: number;
};
type CreateGrantRequest = {
  /** The actions that it is about, as the match of a policy: types, services, repositories, and where, a list of conditions with at, comparison and value. At least one of them */
  readonly match: unknown;
  readonly maximum_uses: number;
  readonly expires_in_seconds: number;
  readonly reason?: string;
};
type CreateWebhookEndpointRequest = {
  /** By https to a public address, or by http or https to one of the server's setting WEBHOOK_ALLOWED_ADDRESSES */
  readonly url: string;
  readonly user_id?: string | null;
  readonly description?: string | null;
  readonly types?:
    | readonly (
        | "action_run.started"
        | "action_run.taken_over"
        | "pending_action.proposed"
        | "pending_action.denied"
        | "pending_action.approved"
        | "pending_action.confirmed"
        | "pending_action.taken_back"
        | "pending_action.rejected"
        | "pending_action.cancelled"
        | "pending_action.edited"
        | "pending_action.previewed"
        | "pending_action.escalated"
        | "pending_action.expired"
        | "pending_action.execution_started"
        | "pending_action.execution_released"
        | "pending_action.execution_ended"
        | "pending_action.deleted"
        | "command.linked"
        | "policies.replaced"
        | "standing_grant.created"
        | "standing_grant.revoked"
        | "retention.ran"
        | "user.erased"
        | "user.created"
        | "user.changed"
        | "user.disabled"
        | "user.enabled"
        | "service_account.created"
        | "service_account.disabled"
        | "service_account.enabled"
        | "approver_group.created"
        | "approver_group.deleted"
        | "approver_group.member_added"
        | "approver_group.member_removed"
        | "access_key.created"
        | "access_key.rotated"
        | "access_key.revoked"
        | "github_connection.created"
        | "github_connection.changed"
        | "github_connection.removed"
        | "repo_policy.set"
        | "repo_policy.removed"
        | "repo_subscription.set"
        | "repo_subscription.removed"
        | "notice_priorities.set"
        | "notice.made"
        | "notice.read"
        | "event_trigger.created"
        | "event_trigger.fired"
        | "event_trigger.proposed"
        | "event_trigger.failed"
        | "event_trigger.removed"
        | "agent_task.created"
        | "agent_task.started"
        | "agent_task.input_requested"
        | "agent_task.input_given"
        | "agent_task.attempt_failed"
        | "agent_task.released"
        | "agent_task.ended"
        | "agent_task.cancelled"
        | "agent_task.retried"
        | "session.started"
        | "session.ended"
        | "sign_in_link.created"
        | "sign_in_link.used"
        | "sign_in_link.replayed"
        | "passkey.added"
        | "passkey.removed"
        | "passkey.counted_back"
        | "openid_identity.bound"
        | "webhook_endpoint.created"
        | "webhook_endpoint.changed"
        | "webhook_endpoint.deleted"
        | "webhook_endpoint.enabled"
        | "webhook_endpoint.disabled"
        | "webhook_endpoint.secret_rotated"
        | "webhook_endpoint.tested"
        | "notification_channel.created"
        | "notification_channel.changed"
        | "notification_channel.linked"
        | "notification_channel.enabled"
        | "notification_channel.disabled"
        | "notification_channel.deleted"
        | "action_log.recorded"
        | "command.recorded"
        | "webhook_event.received"
        | "webhook_event.rejected"
        | "webhook_event.claimed"
        | "webhook_event.taken_over"
        | "webhook_event.processed"
        | "webhook_event.ignored"
        | "webhook_event.failed"
        | "webhook_event.died"
        | "webhook_event.released"
        | "webhook_event.retried"
        | "webhook_event.replayed"
        | "webhook_event.replay_stopped"
        | "webhook_event.revived"
        | "webhook_event.erased"
        | "webhook_event.forwarded"
      )[]
    | null;
};
type ChangeWebhookEndpointRequest = {
  /** By https to a public address, or by http or https to one of the server's setting WEBHOOK_ALLOWED_ADDRESSES */
  readonly url?: string;
  readonly description?: string | null;
  readonly types?:
    | readonly (
        | "action_run.started"
        | "action_run.taken_over"
        | "pending_action.proposed"
        | "pending_action.denied"
        | "pending_action.approved"
        | "pending_action.confirmed"
        | "pending_action.taken_back"
        | "pending_action.rejected"
        | "pending_action.cancelled"
        | "pending_action.edited"
        | "pending_action.previewed"
        | "pending_action.escalated"
        | "pending_action.expired"
        | "pending_action.execution_started"
        | "pending_action.execution_released"
        | "pending_action.execution_ended"
        | "pending_action.deleted"
        | "command.linked"
        | "policies.replaced"
        | "standing_grant.created"
        | "standing_grant.revoked"
        | "retention.ran"
        | "user.erased"
        | "user.created"
        | "user.changed"
        | "user.disabled"
        | "user.enabled"
        | "service_account.created"
        | "service_account.disabled"
        | "service_account.enabled"
        | "approver_group.created"
        | "approver_group.deleted"
        | "approver_group.member_added"
        | "approver_group.member_removed"
        | "access_key.created"
        | "access_key.rotated"
        | "access_key.revoked"
        | "github_connection.created"
        | "github_connection.changed"
        | "github_connection.removed"
        | "repo_policy.set"
        | "repo_policy.removed"
        | "repo_subscription.set"
        | "repo_subscription.removed"
        | "notice_priorities.set"
        | "notice.made"
        | "notice.read"
        | "event_trigger.created"
        | "event_trigger.fired"
        | "event_trigger.proposed"
        | "event_trigger.failed"
        | "event_trigger.removed"
        | "agent_task.created"
        | "agent_task.started"
        | "agent_task.input_requested"
        | "agent_task.input_given"
        | "agent_task.attempt_failed"
        | "agent_task.released"
        | "agent_task.ended"
        | "agent_task.cancelled"
        | "agent_task.retried"
        | "session.started"
        | "session.ended"
        | "sign_in_link.created"
        | "sign_in_link.used"
        | "sign_in_link.replayed"
        | "passkey.added"
        | "passkey.removed"
        | "passkey.counted_back"
        | "openid_identity.bound"
        | "webhook_endpoint.created"
        | "webhook_endpoint.changed"
        | "webhook_endpoint.deleted"
        | "webhook_endpoint.enabled"
        | "webhook_endpoint.disabled"
        | "webhook_endpoint.secret_rotated"
        | "webhook_endpoint.tested"
        | "notification_channel.created"
        | "notification_channel.changed"
        | "notification_channel.linked"
        | "notification_channel.enabled"
        | "notification_channel.disabled"
        | "notification_channel.deleted"
        | "action_log.recorded"
        | "command.recorded"
        | "webhook_event.received"
        | "webhook_event.rejected"
        | "webhook_event.claimed"
        | "webhook_event.taken_over"
        | "webhook_event.processed"
        | "webhook_event.ignored"
        | "webhook_event.failed"
        | "webhook_event.died"
        | "webhook_event.released"
        | "webhook_event.retried"
        | "webhook_event.replayed"
        | "webhook_event.replay_stopped"
        | "webhook_event.revived"
        | "webhook_event.erased"
        | "webhook_event.forwarded"
      )[]
    | null;
};
type RotateWebhookSecretRequest = {
  /** For how long the old secret signs too. Default 86,400, a day */
  readonly overlap_seconds?: number;
};
type EnableWebhookEndpointRequest = { readonly after?: string };
type MarkNoticesReadRequest = { readonly ids: readonly string[] };
type SetNoticePrioritiesRequest = { readonly chosen: SetNoticePrioritiesRequestChosen };
type SetNoticePrioritiesRequestChosen = {
  readonly default?: SetNoticePrioritiesRequestChosenDefault;
  readonly workout?: SetNoticePrioritiesRequestChosenWorkout;
  readonly kitchen?: SetNoticePrioritiesRequestChosenKitchen;
  readonly commute?: SetNoticePrioritiesRequestChosenCommute;
  readonly work?: SetNoticePrioritiesRequestChosenWork;
  readonly focused?: SetNoticePrioritiesRequestChosenFocused;
  readonly relaxed?: SetNoticePrioritiesRequestChosenRelaxed;
};
type SetNoticePrioritiesRequestChosenDefault = {
  readonly review_requested?: "now" | "soon" | "later" | "never";
  readonly changes_requested?: "now" | "soon" | "later" | "never";
  readonly approved?: "now" | "soon" | "later" | "never";
  readonly checks_failed?: "now" | "soon" | "later" | "never";
  readonly checks_passed?: "now" | "soon" | "later" | "never";
  readonly mentioned?: "now" | "soon" | "later" | "never";
  readonly assigned?: "now" | "soon" | "later" | "never";
  readonly merged?: "now" | "soon" | "later" | "never";
};
type SetNoticePrioritiesRequestChosenWorkout = {
  readonly review_requested?: "now" | "soon" | "later" | "never";
  readonly changes_requested?: "now" | "soon" | "later" | "never";
  readonly approved?: "now" | "soon" | "later" | "never";
  readonly checks_failed?: "now" | "soon" | "later" | "never";
  readonly checks_passed?: "now" | "soon" | "later" | "never";
  readonly mentioned?: "now" | "soon" | "later" | "never";
  readonly assigned?: "now" | "soon" | "later" | "never";
  readonly merged?: "now" | "soon" | "later" | "never";
};
type SetNoticePrioritiesRequestChosenKitchen = {
  readonly review_requested?: "now" | "soon" | "later" | "never";
  readonly changes_requested?: "now" | "soon" | "later" | "never";
  readonly approved?: "now" | "soon" | "later" | "never";
  readonly checks_failed?: "now" | "soon" | "later" | "never";
  readonly checks_passed?: "now" | "soon" | "later" | "never";
  readonly mentioned?: "now" | "soon" | "later" | "never";
  readonly assigned?: "now" | "soon" | "later" | "never";
  readonly merged?: "now" | "soon" | "later" | "never";
};
type SetNoticePrioritiesRequestChosenCommute = {
  readonly review_requested?: "now" | "soon" | "later" | "never";
  readonly changes_requested?: "now" | "soon" | "later" | "never";
  readonly approved?: "now" | "soon" | "later" | "never";
  readonly checks_failed?: "now" | "soon" | "later" | "never";
  readonly checks_passed?: "now" | "soon" | "later" | "never";
  readonly mentioned?: "now" | "soon" | "later" | "never";
  readonly assigned?: "now" | "soon" | "later" | "never";
  readonly merged?: "now" | "soon" | "later" | "never";
};
type SetNoticePrioritiesRequestChosenWork = {
  readonly review_requested?: "now" | "soon" | "later" | "never";
  readonly changes_requested?: "now" | "soon" | "later" | "never";
  readonly approved?: "now" | "soon" | "later" | "never";
  readonly checks_failed?: "now" | "soon" | "later" | "never";
  readonly checks_passed?: "now" | "soon" | "later" | "never";
  readonly mentioned?: "now" | "soon" | "later" | "never";
  readonly assigned?: "now" | "soon" | "later" | "never";
  readonly merged?: "now" | "soon" | "later" | "never";
};
type SetNoticePrioritiesRequestChosenFocused = {
  readonly review_requested?: "now" | "soon" | "later" | "never";
  readonly changes_requested?: "now" | "soon" | "later" | "never";
  readonly approved?: "now" | "soon" | "later" | "never";
  readonly checks_failed?: "now" | "soon" | "later" | "never";
  readonly checks_passed?: "now" | "soon" | "later" | "never";
  readonly mentioned?: "now" | "soon" | "later" | "never";
  readonly assigned?: "now" | "soon" | "later" | "never";
  readonly merged?: "now" | "soon" | "later" | "never";
};
type SetNoticePrioritiesRequestChosenRelaxed = {
  readonly review_requested?: "now" | "soon" | "later" | "never";
  readonly changes_requested?: "now" | "soon" | "later" | "never";
  readonly approved?: "now" | "soon" | "later" | "never";
  readonly checks_failed?: "now" | "soon" | "later" | "never";
  readonly checks_passed?: "now" | "soon" | "later" | "never";
  readonly mentioned?: "now" | "soon" | "later" | "never";
  readonly assigned?: "now" | "soon" | "later" | "never";
  readonly merged?: "now" | "soon" | "later" | "never";
};
type SetRepoSubscriptionRequest = {
  readonly kinds?:
    | readonly (
        | "review_requested"
        | "changes_requested"
        | "approved"
        | "checks_failed"
        | "checks_passed"
        | "mentioned"
        | "assigned"
        | "merged"
      )[]
    | null;
};
type CreateTriggerRequest = {
  readonly when: CreateTriggerRequestWhen;
  readonly propose: TriggeredAction;
  /** How long it waits for the event */
  readonly expires_in_seconds?: number;
};
type CreateTriggerRequestWhen = {
  readonly kind:
    | "review_requested"
    | "changes_requested"
    | "approved"
    | "checks_failed"
    | "checks_passed"
    | "mentioned"
    | "assigned"
    | "merged";
  /** The owner/name, in any case */
  readonly repository: string;
  readonly number?: number | null;
  readonly head_sha?: string | null;
};
type TriggeredAction = {
  readonly summary: string;
  readonly effect?: string | null;
  readonly action_type: string;
  /** Any JSON value; its numbers and texts keep their spelling */
  readonly action_payload: unknown;
  readonly expires_in_seconds?: number;
  /** The owner/name that the action changes, which policies can name */
  readonly repository?: string;
  /** Whether an approver may change the payload */
  readonly editable?: boolean;
  /** The group whose members may decide it too. Policies can ask others */
  readonly approver_group?: string;
  /** Who may decide it. Default: the caller alone, or the group. Policies can ask others */
  readonly approvers?: readonly string[];
  readonly required_approvals?: number;
  readonly proposer_may_approve?: boolean;
  /** How often its execution may begin; 0 where the person who confirms it carries it out */
  readonly max_attempts?: number;
  /** Whether the idempotency key is free as soon as its action has ended, so that a repetition resumes an open question and asks anew afterwards */
  readonly renewable?: boolean;
};
type NewNotificationChannel = {
  readonly kind: "web_push" | "ntfy" | "email" | "slack";
  /** For `web_push`: the PushSubscription, as its `toJSON` returns it */
  readonly subscription?: NewNotificationChannelSubscription;
  /** For `ntfy`: the topic, such as https://ntfy.sh/a-name-that-is-hard-to-guess */
  readonly url?: string;
  readonly name?: string | null;
  readonly profiles?:
    | readonly ("default" | "workout" | "kitchen" | "commute" | "work" | "focused" | "relaxed")[]
    | null;
  readonly quiet_hours?: NewNotificationChannelQuietHours | null;
  /** What a notice shows, also on a locked screen: `none` that an action waits, `summary` also its summary. Default none */
  readonly content?: "none" | "summary";
};
type NewNotificationChannelSubscription = {
  readonly endpoint: string;
  readonly expirationTime?: number | null;
  readonly keys: NewNotificationChannelSubscriptionKeys;
};
type NewNotificationChannelSubscriptionKeys = { readonly p256dh: string; readonly auth: string };
type NewNotificationChannelQuietHours = {
  readonly time_zone: string;
  readonly from: string;
  readonly until: string;
  readonly urgent_passes: boolean;
};
type NotificationChannelChange = {
  readonly name?: string | null;
  readonly profiles?:
    | readonly ("default" | "workout" | "kitchen" | "commute" | "work" | "focused" | "relaxed")[]
    | null;
  readonly quiet_hours?: NotificationChannelChangeQuietHours | null;
  /** What a notice shows, also on a locked screen: `none` that an action waits, `summary` also its summary. Default none */
  readonly content?: "none" | "summary";
  /** Whether it is used */
  readonly enabled?: boolean;
};
type NotificationChannelChangeQuietHours = {
  readonly time_zone: string;
  readonly from: string;
  readonly until: string;
  readonly urgent_passes: boolean;
};
type CreateGithubConnectionRequest = {
  readonly installation_id?: number | null;
  readonly token_ref?: string | null;
  readonly scopes?: string | null;
  readonly login?: string | null;
};
type ChangeGithubConnectionRequest = {
  readonly installation_id?: number | null;
  readonly token_ref?: string | null;
  readonly scopes?: string | null;
  readonly login?: string | null;
};
type SetRepoPolicyRequest = {
  /** In a new policy: false */
  readonly allow_merge?: boolean;
  /** In a new policy: true */
  readonly allow_rerun?: boolean;
  /** In a new policy: true */
  readonly allow_request_review?: boolean;
  /** In a new policy: true */
  readonly allow_comment?: boolean;
  /** In a new policy: true */
  readonly require_confirmation?: boolean;
  /** In a new policy: true */
  readonly require_checks_green?: boolean;
  /** In a new policy: 1 */
  readonly required_approvals?: number;
};
type CreateAgentTaskRequest = {
  readonly provider: string;
  readonly instruction: string;
  readonly repository?: string | null;
  readonly issue_number?: number | null;
  readonly pull_request_number?: number | null;
  readonly command_id?: string | null;
  readonly action_id?: string | null;
  /** Not before this time. Default: now */
  readonly due_at?: string;
  readonly max_attempts?: number;
};
type AnswerAgentTaskRequest = { readonly answer: string };
type ClaimAgentTasksRequest = {
  readonly providers: readonly string[];
  readonly worker: string;
  /** Default 1 */
  readonly limit?: number;
  readonly lease_seconds?: number;
  readonly id?: string;
};
type HeartbeatAgentTaskRequest = {
  readonly lease_token: string;
  readonly lease_seconds?: number;
  /** The first 1000 characters are kept, redacted */
  readonly progress?: string;
};
type CompleteAgentTaskRequest = {
  readonly lease_token: string;
  /** Any JSON value of at most 256 KiB; stored redacted */
  readonly result?: unknown;
};
type FailAgentTaskRequest = {
  readonly lease_token: string;
  readonly error: string;
  /** Default true */
  readonly retry?: boolean;
};
type AskAgentTaskOwnerRequest = { readonly lease_token: string; readonly question: string };
type ReleaseAgentTaskRequest = { readonly lease_token: string };
type CreateOwnKeyRequest = {
  readonly name: string;
  readonly scopes: readonly (
    | "actions:propose"
    | "actions:decide"
    | "actions:execute"
    | "audit:read"
    | "webhooks:read"
    | "webhooks:process"
    | "commands:write"
    | "commands:read"
    | "metrics:read"
    | "privacy"
    | "admin"
  )[];
  /** From then on it is not valid */
  readonly expires_at?: string;
};
type CreateUserRequest = {
  readonly email?: string | null;
  readonly display_name?: string | null;
  readonly role?: "member" | "approver" | "admin";
  readonly id?: string;
};
type ChangeUserRequest = {
  readonly email?: string | null;
  readonly display_name?: string | null;
  readonly role?: "member" | "approver" | "admin";
};
type CreateServiceRequest = { readonly name: string; readonly kind: "agent" | "worker" };
type CreateKeyRequest = {
  readonly name: string;
  readonly scopes: readonly (
    | "actions:propose"
    | "actions:decide"
    | "actions:execute"
    | "audit:read"
    | "webhooks:read"
    | "webhooks:process"
    | "commands:write"
    | "commands:read"
    | "metrics:read"
    | "privacy"
    | "admin"
  )[];
  /** From then on it is not valid */
  readonly expires_at?: string;
  readonly user_id?: string;
  readonly service_id?: string;
  /** The users that the service may act for */
  readonly acts_for?: readonly string[];
};
type RotateKeyRequest = {
  /** How long the old key stays valid. Default 86400 */
  readonly overlap_seconds?: number;
};
type NewSignInLink = { readonly user_id?: string; readonly email?: string };
type FollowedLink = {
  /** The code of a link */
  readonly code: string;
};
type EndedSessions = { readonly ended: number };
type PasskeyOptions = { readonly challenge: string } & Readonly<Record<string, unknown>>;
type PasskeySignIn = { readonly response: PasskeySignInResponse };
type PasskeySignInResponse = {
  readonly id: string;
  readonly rawId: string;
  readonly type: "public-key";
  readonly clientExtensionResults: Readonly<Record<string, unknown>>;
  readonly response: PasskeySignInResponseResponse;
} & Readonly<Record<string, unknown>>;
type PasskeySignInResponseResponse = {
  readonly clientDataJSON: string;
  readonly authenticatorData: string;
  readonly signature: string;
  readonly userHandle?: string;
} & Readonly<Record<string, unknown>>;
type NewPasskey = { readonly name: string; readonly response: NewPasskeyResponse };
type NewPasskeyResponse = {
  readonly id: string;
  readonly rawId: string;
  readonly type: "public-key";
  readonly clientExtensionResults: Readonly<Record<string, unknown>>;
  readonly response: NewPasskeyResponseResponse;
} & Readonly<Record<string, unknown>>;
type NewPasskeyResponseResponse = {
  readonly clientDataJSON: string;
  readonly attestationObject: string;
  readonly transports?: readonly string[];
} & Readonly<Record<string, unknown>>;
type PasskeyList = { readonly items: readonly PasskeyJson[] };

/** Each route of the API with the types of its path, query, body and answer. */
export interface Routes {
  /** Whether the schema is current and a commit reaches the disk. */
  "GET /health": { readonly answer: HealthJson };
  /** Whether the process answers, which needs no database. */
  "GET /health/live": { readonly answer: LivenessJson };
  /** Whether the server can do its work: schema, writes and disk space. */
  "GET /health/ready": { readonly answer: ReadinessJson };
  /** What an operator wants to know of this server: its version, queues and maintenance. */
  "GET /v1/server": { readonly answer: ServerStateJson };
  /** List deliveries without their bodies, newest first. */
  "GET /v1/webhook-events": {
    readonly query?: {
      readonly source?: string;
      readonly event_type?: string;
      /** The sender's id */
      readonly delivery_id?: string;
      readonly signature_ok?: boolean;
      readonly state?:
        | "received"
        | "processing"
        | "processed"
        | "ignored"
        | "failed"
        | "dead"
        | "rejected";
      /** What to add to each record, by comma: a member of the same name for each one */
      readonly expand?: readonly "last_transition"[];
      readonly since?: string;
      readonly until?: string;
      readonly limit?: number;
      readonly cursor?: string;
      readonly order?: "desc" | "asc";
    };
    readonly answer: PageJson<ExpandedWebhookEventJson>;
  };
  /** One delivery, without its body. */
  "GET /v1/webhook-events/{id}": {
    readonly path: { readonly id: string };
    readonly query?: {
      /** What to add to each record, by comma: a member of the same name for each one */
      readonly expand?: readonly "last_transition"[];
    };
    readonly answer: ExpandedWebhookEventJson;
  };
  /** The body of a delivery, to the byte. */
  "GET /v1/webhook-events/{id}/payload": {
    readonly path: { readonly id: string };
    readonly answer: Uint8Array<ArrayBuffer>;
  };
  /** Claim events that are due, each under a lease; no other answer holds its token. */
  "POST /v1/webhook-events/claim": {
    readonly body: ClaimWebhookEventsRequest;
    readonly answer: WebhookClaimJson;
  };
  /** Say that the work on an event is done. */
  "POST /v1/webhook-events/{id}/succeed": {
    readonly path: { readonly id: string };
    readonly body: SucceedWebhookEventRequest;
    readonly answer: WebhookOutcomeJson;
  };
  /** Say that there is nothing to do for an event. */
  "POST /v1/webhook-events/{id}/ignore": {
    readonly path: { readonly id: string };
    readonly body: IgnoreWebhookEventRequest;
    readonly answer: WebhookOutcomeJson;
  };
  /** Say that an attempt failed; it is made again later, or the event is dead. */
  "POST /v1/webhook-events/{id}/fail": {
    readonly path: { readonly id: string };
    readonly body: FailWebhookEventRequest;
    readonly answer: WebhookOutcomeJson;
  };
  /** Give an event back; the attempt does not count. */
  "POST /v1/webhook-events/{id}/release": {
    readonly path: { readonly id: string };
    readonly body: ReleaseWebhookEventRequest;
    readonly answer: WebhookOutcomeJson;
  };
  /** Extend a lease that has not run out. */
  "POST /v1/webhook-events/{id}/heartbeat": {
    readonly path: { readonly id: string };
    readonly body: HeartbeatWebhookEventRequest;
    readonly answer: ExtendedWebhookLeaseJson;
  };
  /** Make an event that waits due now. */
  "POST /v1/webhook-events/{id}/retry": {
    readonly path: { readonly id: string };
    readonly body: RequestReason;
    readonly answer: WebhookOutcomeJson;
  };
  /** Make a dead event due again, with its full number of attempts. */
  "POST /v1/webhook-events/{id}/revive": {
    readonly path: { readonly id: string };
    readonly body: RequestReason;
    readonly answer: WebhookOutcomeJson;
  };
  /** Make an event due once more, as a new attempt. */
  "POST /v1/webhook-events/{id}/replay": {
    readonly path: { readonly id: string };
    readonly body: RequestReason;
    readonly answer: WebhookOutcomeJson;
  };
  /** The history of an event, newest first. */
  "GET /v1/webhook-events/{id}/transitions": {
    readonly path: { readonly id: string };
    readonly query?: {
      readonly since?: string;
      readonly until?: string;
      readonly limit?: number;
      readonly cursor?: string;
      readonly order?: "desc" | "asc";
    };
    readonly answer: PageJson<WebhookTransitionJson>;
  };
  /** Send a delivery to a URL once, as its sender made it. */
  "POST /v1/webhook-events/{id}/forward": {
    readonly path: { readonly id: string };
    readonly body: ForwardWebhookEventRequest;
    readonly answer: WebhookForwardJson;
  };
  /** How many forged deliveries of each source came in each hour, newest first. */
  "GET /v1/webhook-rejections": {
    readonly query?: { readonly since?: string; readonly source?: string };
    readonly answer: WebhookRejectionsJson;
  };
  /** Make all events that match due again, or count them. */
  "POST /v1/webhook-replays": {
    readonly body: ReplayWebhookEventsRequest;
    readonly answer: ReplayCountJson | WebhookReplayJson;
  };
  /** List replays, newest first. */
  "GET /v1/webhook-replays": {
    readonly query?: {
      readonly since?: string;
      readonly until?: string;
      readonly limit?: number;
      readonly cursor?: string;
      readonly order?: "desc" | "asc";
    };
    readonly answer: PageJson<WebhookReplayJson>;
  };
  /** A replay, and its progress. */
  "GET /v1/webhook-replays/{id}": {
    readonly path: { readonly id: string };
    readonly answer: WebhookReplayJson;
  };
  /** Go on with a replay that was interrupted. */
  "POST /v1/webhook-replays/{id}/resume": {
    readonly path: { readonly id: string };
    readonly answer: WebhookReplayJson;
  };
  /** Stop a replay; events that are not claimed go back to their earlier state. */
  "POST /v1/webhook-replays/{id}/stop": {
    readonly path: { readonly id: string };
    readonly body: RequestReason;
    readonly answer: StoppedReplayJson;
  };
  /** Record a command, with the parts that its privacy mode allows. */
  "POST /v1/commands": { readonly body: NewCommand; readonly answer: CommandJson };
  /** List the caller's commands, newest first. */
  "GET /v1/commands": {
    readonly query?: {
      readonly profile?:
        | "default"
        | "workout"
        | "kitchen"
        | "commute"
        | "work"
        | "focused"
        | "relaxed";
      readonly status?: "ok" | "needs_confirmation" | "error";
      readonly intent_name?: string;
      readonly session_id?: string;
      readonly pending_action_id?: string;
      /** What to add to each record, by comma: a member of the same name for each one */
      readonly expand?: readonly ("names" | "pending_action")[];
      readonly since?: string;
      readonly until?: string;
      readonly limit?: number;
      readonly cursor?: string;
      readonly order?: "desc" | "asc";
    };
    readonly answer: PageJson<ExpandedCommandJson>;
  };
  /** One of the caller's commands. */
  "GET /v1/commands/{id}": {
    readonly path: { readonly id: string };
    readonly query?: {
      /** What to add to each record, by comma: a member of the same name for each one */
      readonly expand?: readonly ("names" | "pending_action")[];
    };
    readonly answer: ExpandedCommandJson;
  };
  /** Say which pending action a command led to, once. */
  "POST /v1/commands/{id}/pending-action": {
    readonly path: { readonly id: string };
    readonly body: LinkCommandToActionRequest;
    readonly answer: CommandJson;
  };
  /** Put an action before those who may decide it; no other answer holds a token. */
  "POST /v1/pending-actions": {
    readonly body: NewPendingAction;
    readonly answer: ProposedActionJson;
  };
  /** List the caller's actions, newest first. */
  "GET /v1/pending-actions": {
    readonly query?: {
      /** Default owner; approver lists the actions of any owner that wait for the caller */
      readonly role?: "owner" | "approver";
      /** Default pending: those that can still be decided */
      readonly state?:
        | "pending"
        | "confirmed"
        | "cancelled"
        | "rejected"
        | "denied"
        | "expired"
        | "executing"
        | "succeeded"
        | "failed"
        | "abandoned"
        | "all";
      readonly action_type?: string;
      /** What to add to each record, by comma: a member of the same name for each one */
      readonly expand?: readonly (
        | "names"
        | "proposer"
        | "confirmation"
        | "approved_by"
        | "receipt"
        | "command"
      )[];
      readonly since?: string;
      readonly until?: string;
      readonly limit?: number;
      readonly cursor?: string;
      readonly order?: "desc" | "asc";
    };
    readonly answer: PageJson<ExpandedPendingActionJson>;
  };
  /** An action that the caller owns or may decide, with its state now. */
  "GET /v1/pending-actions/{id}": {
    readonly path: { readonly id: string };
    readonly query?: {
      /** What to add to each record, by comma: a member of the same name for each one */
      readonly expand?: readonly (
        | "names"
        | "proposer"
        | "confirmation"
        | "approved_by"
        | "receipt"
        | "command"
      )[];
    };
    readonly answer: ExpandedPendingActionJson;
  };
  /** Wait until an action is decided, and its approval cannot be taken back; timed_out means not yet. */
  "GET /v1/pending-actions/{id}/decision": {
    readonly path: { readonly id: string };
    readonly query: {
      /** How long the answer may take; a server that shuts down answers sooner */
      readonly wait_seconds: number;
    };
    readonly answer: AwaitedDecisionJson;
  };
  /** Take one of the caller's confirmed actions, to execute it under a lease. */
  "POST /v1/pending-actions/claim": {
    readonly body: ClaimActionRequest;
    readonly answer: ActionClaimJson;
  };
  /** Extend a lease that has not run out. */
  "POST /v1/pending-actions/{id}/heartbeat": {
    readonly path: { readonly id: string };
    readonly body: HeartbeatActionRequest;
    readonly answer: ExtendedActionLeaseJson;
  };
  /** Report that the action was carried out. */
  "POST /v1/pending-actions/{id}/succeed": {
    readonly path: { readonly id: string };
    readonly body: SucceedActionRequest;
    readonly answer: EndedExecutionJson;
  };
  /** Report that the action could not be carried out, for good. */
  "POST /v1/pending-actions/{id}/fail": {
    readonly path: { readonly id: string };
    readonly body: FailActionRequest;
    readonly answer: EndedExecutionJson;
  };
  /** Give a lease up, so that the next claim takes the action; the attempt counts. */
  "POST /v1/pending-actions/{id}/release": {
    readonly path: { readonly id: string };
    readonly body: ReleaseActionRequest;
    readonly answer: ReleasedActionLeaseJson;
  };
  /** Show who decides what an executor would do; an edit of the payload removes it. */
  "PUT /v1/pending-actions/{id}/preview": {
    readonly path: { readonly id: string };
    readonly body: NewActionPreview;
    readonly answer: PreviewedActionJson;
  };
  /** Confirm an action by its token, as its owner; of any number of attempts one wins. */
  "POST /v1/pending-actions/confirm": {
    readonly body: NewDecision;
    readonly answer: DecidedActionJson | ApprovedActionJson;
  };
  /** Cancel an action by its token, as its owner; of any number of attempts one wins. */
  "POST /v1/pending-actions/cancel": {
    readonly body: NewDecision;
    readonly answer: DecidedActionJson;
  };
  /** Approve an action as a person who is asked; the last approval confirms it. */
  "POST /v1/pending-actions/{id}/approve": {
    readonly path: { readonly id: string };
    readonly body: ShownDecision;
    readonly answer: DecidedActionJson | ApprovedActionJson;
  };
  /** Reject an action as a person who is asked; one rejection is enough. */
  "POST /v1/pending-actions/{id}/reject": {
    readonly path: { readonly id: string };
    readonly body: ShownDecision;
    readonly answer: DecidedActionJson;
  };
  /** Take the approval of an action back, before its executable_at; it waits again. */
  "POST /v1/pending-actions/{id}/take-back": {
    readonly path: { readonly id: string };
    readonly body: ShownDecision;
    readonly answer: TakenBackActionJson;
  };
  /** Withdraw an action, as its owner, its proposer or the service that proposed it. */
  "POST /v1/pending-actions/{id}/cancel": {
    readonly path: { readonly id: string };
    readonly body: WithdrawPendingActionRequest;
    readonly answer: DecidedActionJson;
  };
  /** Approve or reject up to 100 actions, each by its id; each has its own outcome. */
  "POST /v1/pending-actions/decisions": {
    readonly body: DecidePendingActionsRequest;
    readonly answer: ManyDecisionsJson;
  };
  /** Change the payload of an action before it is decided; approvals so far are void. */
  "POST /v1/pending-actions/{id}/edit": {
    readonly path: { readonly id: string };
    readonly body: ActionEdit;
    readonly answer: EditedActionJson;
  };
  /** List the versions of an action's payload, newest first. */
  "GET /v1/pending-actions/{id}/versions": {
    readonly path: { readonly id: string };
    readonly query?: {
      readonly since?: string;
      readonly until?: string;
      readonly limit?: number;
      readonly cursor?: string;
      readonly order?: "desc" | "asc";
    };
    readonly answer: PageJson<ActionVersionJson>;
  };
  /** List the groups that can be asked to decide, newest first. */
  "GET /v1/approver-groups": {
    readonly query?: {
      readonly since?: string;
      readonly until?: string;
      readonly limit?: number;
      readonly cursor?: string;
      readonly order?: "desc" | "asc";
    };
    readonly answer: PageJson<ApproverGroupJson>;
  };
  /** Add a group without members. */
  "POST /v1/approver-groups": {
    readonly body: CreateApproverGroupRequest;
    readonly answer: ApproverGroupJson;
  };
  /** A group by its name. */
  "GET /v1/approver-groups/{name}": {
    readonly path: { readonly name: string };
    readonly answer: ApproverGroupJson;
  };
  /** Delete a group that no waiting action asks. */
  "DELETE /v1/approver-groups/{name}": {
    readonly path: { readonly name: string };
    readonly answer: undefined;
  };
  /** List all members of a group. */
  "GET /v1/approver-groups/{name}/members": {
    readonly path: { readonly name: string };
    readonly answer: GroupMembersJson;
  };
  /** Add a user to a group, who may then decide what the group is asked. */
  "PUT /v1/approver-groups/{name}/members/{user_id}": {
    readonly path: { readonly name: string; readonly user_id: string };
    readonly answer: undefined;
  };
  /** Remove a user from a group; approvals that they gave stay. */
  "DELETE /v1/approver-groups/{name}/members/{user_id}": {
    readonly path: { readonly name: string; readonly user_id: string };
    readonly answer: undefined;
  };
  /** Put a side effect on record, once for each idempotency key. */
  "POST /v1/action-logs": { readonly body: NewActionLog; readonly answer: ActionLogJson };
  /** List what was done in the caller's name, newest first. */
  "GET /v1/action-logs": {
    readonly query?: {
      readonly action_type?: string;
      readonly ok?: boolean;
      readonly target?: string;
      /** A part of the action type or the target, in small or capital letters */
      readonly q?: string;
      /** The access key or the session by which it was asked for */
      readonly credential_id?: string;
      /** What to add to each record, by comma: a member of the same name for each one */
      readonly expand?: readonly ("names" | "actor" | "pending_action" | "seal")[];
      readonly since?: string;
      readonly until?: string;
      readonly limit?: number;
      readonly cursor?: string;
      readonly order?: "desc" | "asc";
    };
    readonly answer: PageJson<ExpandedActionLogJson>;
  };
  /** One of the caller's records. */
  "GET /v1/action-logs/{id}": {
    readonly path: { readonly id: string };
    readonly query?: {
      /** What to add to each record, by comma: a member of the same name for each one */
      readonly expand?: readonly ("names" | "actor" | "pending_action" | "seal")[];
    };
    readonly answer: ExpandedActionLogJson;
  };
  /** All logs of a list in one file, newest first. */
  "GET /v1/action-logs/export": {
    readonly query: {
      readonly format: "jsonl" | "csv" | "parquet";
      /** As On-Behalf-Of: *, for the link of a page, which sends no such header. Needs the scope audit:read */
      readonly all_users?: boolean;
      readonly action_type?: string;
      readonly ok?: boolean;
      readonly target?: string;
      /** A part of the action type or the target, in small or capital letters */
      readonly q?: string;
      /** The access key or the session by which it was asked for */
      readonly credential_id?: string;
      readonly since?: string;
      readonly until?: string;
    };
    readonly answer: string | Uint8Array<ArrayBuffer>;
  };
  /** Show the head of the audit trail, to be kept elsewhere. */
  "GET /v1/audit/head": { readonly answer: AuditHeadJson };
  /** Compare all action logs with their seals, as JSON Lines with the progress. */
  "GET /v1/audit/verification": {
    readonly query?: {
      /** A head that was kept elsewhere, as number:hash. Without one, a trail that was cut off at its end passes */
      readonly head?: string;
      /** The Ed25519 public keys that may have signed, at most 10, by comma: each in DER (SPKI) as base64url, which is the text between the lines of its PEM with - for + and _ for /. Without one, signatures are not verified */
      readonly public_key?: string;
      /** The number from which entries must be signed. Default 1 */
      readonly signed_from?: number;
    };
    readonly answer: string;
  };
  /** Count the proposed actions by type, state and time, and how fast they are answered. */
  "GET /v1/statistics/pending-actions": {
    readonly query?: {
      readonly since?: string;
      readonly until?: string;
      /** How long a bucket is. Default: an hour for up to 2 days, a day for up to 200 days, else a week */
      readonly bucket?: "minute" | "hour" | "day" | "week";
    };
    readonly answer: StatisticsJson;
  };
  /** Count what was done by type and time, and how often it failed. */
  "GET /v1/statistics/action-logs": {
    readonly query?: {
      readonly since?: string;
      readonly until?: string;
      /** How long a bucket is. Default: an hour for up to 2 days, a day for up to 200 days, else a week */
      readonly bucket?: "minute" | "hour" | "day" | "week";
      readonly ok?: boolean;
    };
    readonly answer: StatisticsJson;
  };
  /** Count the commands by intent, status and time, and how fast they are answered. */
  "GET /v1/statistics/commands": {
    readonly query?: {
      readonly since?: string;
      readonly until?: string;
      /** How long a bucket is. Default: an hour for up to 2 days, a day for up to 200 days, else a week */
      readonly bucket?: "minute" | "hour" | "day" | "week";
    };
    readonly answer: StatisticsJson;
  };
  /** Count the deliveries by source, type or rejection, and how fast they are processed. */
  "GET /v1/statistics/webhook-events": {
    readonly query?: {
      readonly since?: string;
      readonly until?: string;
      /** How long a bucket is. Default: an hour for up to 2 days, a day for up to 200 days, else a week */
      readonly bucket?: "minute" | "hour" | "day" | "week";
      /** What the names are. Default source */
      readonly by?: "source" | "event_type" | "rejection";
      readonly source?: string;
    };
    readonly answer: StatisticsJson;
  };
  /** Find the policies that hold. */
  "GET /v1/policies": {
    readonly query?: {
      /** What to add to each record, by comma: a member of the same name for each one */
      readonly expand?: readonly "names"[];
    };
    readonly answer: ExpandedPoliciesJson;
  };
  /** Store a new version of the policies, which holds from then on. */
  "PUT /v1/policies": { readonly body: ReplacePoliciesRequest; readonly answer: PoliciesJson };
  /** List the versions of the policies, newest first. */
  "GET /v1/policies/versions": {
    readonly query?: {
      readonly limit?: number;
      readonly cursor?: string;
      readonly order?: "desc" | "asc";
      /** What to add to each record, by comma: a member of the same name for each one */
      readonly expand?: readonly "names"[];
    };
    readonly answer: PageJson<ExpandedPolicyVersionJson>;
  };
  /** Find the policies of a version. */
  "GET /v1/policies/versions/{version}": {
    readonly path: { readonly version: number };
    readonly query?: {
      /** What to add to each record, by comma: a member of the same name for each one */
      readonly expand?: readonly "names"[];
    };
    readonly answer: ExpandedPoliciesJson;
  };
  /** Check the text of policies, and store nothing. */
  "POST /v1/policies/check": {
    readonly body: CheckPoliciesRequest;
    readonly answer: CheckedPoliciesJson;
  };
  /** Try policies on past actions, and say what would be decided otherwise. */
  "POST /v1/policies/dry-run": {
    readonly body: DryRunPoliciesRequest;
    readonly answer: PolicyDryRunJson;
  };
  /** Approve actions before they are proposed, where they ask the caller. */
  "POST /v1/grants": { readonly body: CreateGrantRequest; readonly answer: StandingGrantJson };
  /** List the caller's standing grants, newest first. */
  "GET /v1/grants": {
    readonly query?: {
      /** Those of all people; the caller needs the scope admin */
      readonly everyone?: boolean;
      /** What to add to each record, by comma: a member of the same name for each one */
      readonly expand?: readonly "names"[];
      readonly since?: string;
      readonly until?: string;
      readonly limit?: number;
      readonly cursor?: string;
      readonly order?: "desc" | "asc";
    };
    readonly answer: PageJson<ExpandedStandingGrantJson>;
  };
  /** Find a standing grant. */
  "GET /v1/grants/{id}": {
    readonly path: { readonly id: string };
    readonly query?: {
      /** What to add to each record, by comma: a member of the same name for each one */
      readonly expand?: readonly "names"[];
    };
    readonly answer: ExpandedStandingGrantJson;
  };
  /** End a standing grant for good; a repetition changes nothing. */
  "POST /v1/grants/{id}/revoke": {
    readonly path: { readonly id: string };
    readonly answer: StandingGrantJson;
  };
  /** All records of the caller, as JSON Lines. */
  "GET /v1/export": { readonly answer: string };
  /** What is kept, and for how long. */
  "GET /v1/retention": { readonly answer: RetentionSettingsJson };
  /** Every change of every record that the caller may see, once, the oldest first. */
  "GET /v1/events": {
    readonly query?: {
      /** The id of the last event that the caller has, or latest */
      readonly after?: string;
      readonly types?: string;
      /** Default 100 */
      readonly limit?: number;
    };
    readonly answer: EventPageJson;
  };
  /** List the addresses that events are sent to, newest first. */
  "GET /v1/webhook-endpoints": {
    readonly query?: {
      readonly since?: string;
      readonly until?: string;
      readonly limit?: number;
      readonly cursor?: string;
      readonly order?: "desc" | "asc";
    };
    readonly answer: PageJson<WebhookEndpointJson>;
  };
  /** Send events to an address, from now on. */
  "POST /v1/webhook-endpoints": {
    readonly body: CreateWebhookEndpointRequest;
    readonly answer: GivenWebhookSecretJson;
  };
  /** An endpoint by its id. */
  "GET /v1/webhook-endpoints/{id}": {
    readonly path: { readonly id: string };
    readonly answer: WebhookEndpointJson;
  };
  /** Change the address, the description or the types of an endpoint. */
  "PATCH /v1/webhook-endpoints/{id}": {
    readonly path: { readonly id: string };
    readonly body: ChangeWebhookEndpointRequest;
    readonly answer: WebhookEndpointJson;
  };
  /** Delete an endpoint with its deliveries. */
  "DELETE /v1/webhook-endpoints/{id}": {
    readonly path: { readonly id: string };
    readonly answer: undefined;
  };
  /** Give an endpoint a new secret. */
  "POST /v1/webhook-endpoints/{id}/rotate-secret": {
    readonly path: { readonly id: string };
    readonly body: RotateWebhookSecretRequest;
    readonly answer: GivenWebhookSecretJson;
  };
  /** Send events to a disabled endpoint again. */
  "POST /v1/webhook-endpoints/{id}/enable": {
    readonly path: { readonly id: string };
    readonly body: EnableWebhookEndpointRequest;
    readonly answer: WebhookEndpointJson;
  };
  /** Send no more events to an endpoint. */
  "POST /v1/webhook-endpoints/{id}/disable": {
    readonly path: { readonly id: string };
    readonly answer: WebhookEndpointJson;
  };
  /** Send an event webhook_endpoint.tested to an endpoint, and to no other. */
  "POST /v1/webhook-endpoints/{id}/test": {
    readonly path: { readonly id: string };
    readonly answer: WebhookEndpointJson;
  };
  /** List the deliveries to an endpoint, newest first. */
  "GET /v1/webhook-endpoints/{id}/deliveries": {
    readonly path: { readonly id: string };
    readonly query?: {
      readonly state?: "waiting" | "delivered" | "dead";
      /** What to add to each record, by comma: a member of the same name for each one */
      readonly expand?: readonly "event"[];
      readonly since?: string;
      readonly until?: string;
      readonly limit?: number;
      readonly cursor?: string;
      readonly order?: "desc" | "asc";
    };
    readonly answer: PageJson<ExpandedWebhookDeliveryJson>;
  };
  /** Make a delivery again, with the same webhook-id and all its attempts. */
  "POST /v1/webhook-endpoints/{id}/deliveries/{delivery_id}/redeliver": {
    readonly path: { readonly id: string; readonly delivery_id: string };
    readonly answer: WebhookDeliveryJson;
  };
  /** List what GitHub's deliveries mean for the caller. */
  "GET /v1/notices": {
    readonly query?: {
      /** Orders the notices by their priority in this profile, then by time, without those of never. Such a list has no prev_cursor */
      readonly profile?:
        | "default"
        | "workout"
        | "kitchen"
        | "commute"
        | "work"
        | "focused"
        | "relaxed";
      /** true: only those that are not read */
      readonly unread?: boolean;
      readonly kind?:
        | "review_requested"
        | "changes_requested"
        | "approved"
        | "checks_failed"
        | "checks_passed"
        | "mentioned"
        | "assigned"
        | "merged";
      readonly since?: string;
      readonly until?: string;
      readonly limit?: number;
      readonly cursor?: string;
      readonly order?: "desc" | "asc";
    };
    readonly answer: PageJson<NoticeJson>;
  };
  /** Mark notices of the caller as read. */
  "POST /v1/notices/read": {
    readonly body: MarkNoticesReadRequest;
    readonly answer: ReadNoticesJson;
  };
  /** How urgent each kind of notice is for the caller, by profile. */
  "GET /v1/notice-priorities": { readonly answer: NoticePrioritiesJson };
  /** Replace what the caller has chosen of that; what is left out has its default. */
  "PUT /v1/notice-priorities": {
    readonly body: SetNoticePrioritiesRequest;
    readonly answer: NoticePrioritiesJson;
  };
  /** List the repositories that the caller watches, newest first. */
  "GET /v1/repo-subscriptions": {
    readonly query?: {
      readonly since?: string;
      readonly until?: string;
      readonly limit?: number;
      readonly cursor?: string;
      readonly order?: "desc" | "asc";
    };
    readonly answer: PageJson<RepoSubscriptionJson>;
  };
  /** The caller's subscription of a repository, whose name is compared without case. */
  "GET /v1/repo-subscriptions/{owner}/{name}": {
    readonly path: { readonly owner: string; readonly name: string };
    readonly answer: RepoSubscriptionJson;
  };
  /** Watch a repository, or all of an owner: also what concerns other people there. */
  "PUT /v1/repo-subscriptions/{owner}/{name}": {
    readonly path: { readonly owner: string; readonly name: string };
    readonly body: SetRepoSubscriptionRequest;
    readonly answer: RepoSubscriptionJson;
  };
  /** Watch a repository no more; its notices stay. */
  "DELETE /v1/repo-subscriptions/{owner}/{name}": {
    readonly path: { readonly owner: string; readonly name: string };
    readonly answer: undefined;
  };
  /** Propose an action once an event came; policies decide on it then. */
  "POST /v1/triggers": { readonly body: CreateTriggerRequest; readonly answer: EventTriggerJson };
  /** List the caller's triggers, newest first. */
  "GET /v1/triggers": {
    readonly query?: {
      readonly since?: string;
      readonly until?: string;
      readonly limit?: number;
      readonly cursor?: string;
      readonly order?: "desc" | "asc";
    };
    readonly answer: PageJson<EventTriggerJson>;
  };
  /** One of the caller's triggers. */
  "GET /v1/triggers/{id}": {
    readonly path: { readonly id: string };
    readonly answer: EventTriggerJson;
  };
  /** Remove a trigger, which proposes nothing then; an action that it proposed stays. */
  "DELETE /v1/triggers/{id}": {
    readonly path: { readonly id: string };
    readonly answer: undefined;
  };
  /** What the server can notify by, and the key for Web Push. */
  "GET /v1/notification-options": { readonly answer: NotificationOptionsJson };
  /** List the ways by which the caller is told that an action waits, the oldest first. */
  "GET /v1/notification-channels": { readonly answer: NotificationChannelListJson };
  /** Tell the caller by a browser, an ntfy topic, e-mail or Slack that actions wait. */
  "POST /v1/notification-channels": {
    readonly body: NewNotificationChannel;
    readonly answer: CreatedNotificationChannelJson;
  };
  /** One of the caller's notification channels. */
  "GET /v1/notification-channels/{id}": {
    readonly path: { readonly id: string };
    readonly answer: NotificationChannelJson;
  };
  /** Change when a channel is used and what it shows, or enable or disable it. */
  "PATCH /v1/notification-channels/{id}": {
    readonly path: { readonly id: string };
    readonly body: NotificationChannelChange;
    readonly answer: NotificationChannelJson;
  };
  /** Delete one of the caller's notification channels with its notices. */
  "DELETE /v1/notification-channels/{id}": {
    readonly path: { readonly id: string };
    readonly answer: undefined;
  };
  /** Send a test to one of the caller's notification channels, at any time. */
  "POST /v1/notification-channels/{id}/test": {
    readonly path: { readonly id: string };
    readonly answer: NotificationChannelJson;
  };
  /** List the caller's connections to GitHub, newest first. */
  "GET /v1/github-connections": {
    readonly query?: {
      readonly since?: string;
      readonly until?: string;
      readonly limit?: number;
      readonly cursor?: string;
      readonly order?: "desc" | "asc";
    };
    readonly answer: PageJson<GithubConnectionJson>;
  };
  /** Add a connection to GitHub: an installation, the name of a token, or both. */
  "POST /v1/github-connections": {
    readonly body: CreateGithubConnectionRequest;
    readonly answer: GithubConnectionJson;
  };
  /** One of the caller's connections to GitHub. */
  "GET /v1/github-connections/{id}": {
    readonly path: { readonly id: string };
    readonly answer: GithubConnectionJson;
  };
  /** Change a connection; what is left out stays, and null removes it. */
  "PATCH /v1/github-connections/{id}": {
    readonly path: { readonly id: string };
    readonly body: ChangeGithubConnectionRequest;
    readonly answer: GithubConnectionJson;
  };
  /** Remove a connection; the secret manager keeps the token. */
  "DELETE /v1/github-connections/{id}": {
    readonly path: { readonly id: string };
    readonly answer: undefined;
  };
  /** List the caller's policies of repositories, newest first. */
  "GET /v1/repo-policies": {
    readonly query?: {
      readonly since?: string;
      readonly until?: string;
      readonly limit?: number;
      readonly cursor?: string;
      readonly order?: "desc" | "asc";
    };
    readonly answer: PageJson<RepoPolicyJson>;
  };
  /** The caller's policy of a repository, whose name is compared without case. */
  "GET /v1/repo-policies/{owner}/{name}": {
    readonly path: { readonly owner: string; readonly name: string };
    readonly answer: RepoPolicyJson;
  };
  /** Add or change the caller's policy of a repository; what is left out stays. */
  "PUT /v1/repo-policies/{owner}/{name}": {
    readonly path: { readonly owner: string; readonly name: string };
    readonly body: SetRepoPolicyRequest;
    readonly answer: RepoPolicyJson;
  };
  /** Remove the caller's policy of a repository. */
  "DELETE /v1/repo-policies/{owner}/{name}": {
    readonly path: { readonly owner: string; readonly name: string };
    readonly answer: undefined;
  };
  /** Hand a task to an agent. */
  "POST /v1/agent-tasks": { readonly body: CreateAgentTaskRequest; readonly answer: AgentTaskJson };
  /** List the caller's tasks, newest first. */
  "GET /v1/agent-tasks": {
    readonly query?: {
      readonly status?: string;
      readonly provider?: string;
      /** What to add to each record, by comma: a member of the same name for each one */
      readonly expand?: readonly ("names" | "pending_action")[];
      readonly since?: string;
      readonly until?: string;
      readonly limit?: number;
      readonly cursor?: string;
      readonly order?: "desc" | "asc";
    };
    readonly answer: PageJson<ExpandedAgentTaskJson>;
  };
  /** One of the caller's tasks. */
  "GET /v1/agent-tasks/{id}": {
    readonly path: { readonly id: string };
    readonly query?: {
      /** What to add to each record, by comma: a member of the same name for each one */
      readonly expand?: readonly ("names" | "pending_action")[];
    };
    readonly answer: ExpandedAgentTaskJson;
  };
  /** Answer the question of a task, so that an agent goes on with it. */
  "POST /v1/agent-tasks/{id}/answer": {
    readonly path: { readonly id: string };
    readonly body: AnswerAgentTaskRequest;
    readonly answer: AgentTaskOutcomeJson;
  };
  /** End a task; its worker is told at its next heartbeat. */
  "POST /v1/agent-tasks/{id}/cancel": {
    readonly path: { readonly id: string };
    readonly body: RequestReason;
    readonly answer: AgentTaskOutcomeJson;
  };
  /** Make a task due that failed or waits, with all its attempts. */
  "POST /v1/agent-tasks/{id}/retry": {
    readonly path: { readonly id: string };
    readonly answer: AgentTaskOutcomeJson;
  };
  /** Claim tasks that are due, each under a lease; no other answer holds its token. */
  "POST /v1/agent-tasks/claim": {
    readonly body: ClaimAgentTasksRequest;
    readonly answer: AgentTaskClaimJson;
  };
  /** Extend a lease that has not run out, and tell the owner how far the task is. */
  "POST /v1/agent-tasks/{id}/heartbeat": {
    readonly path: { readonly id: string };
    readonly body: HeartbeatAgentTaskRequest;
    readonly answer: ExtendedAgentTaskLeaseJson;
  };
  /** Report that a task is done. */
  "POST /v1/agent-tasks/{id}/complete": {
    readonly path: { readonly id: string };
    readonly body: CompleteAgentTaskRequest;
    readonly answer: AgentTaskOutcomeJson;
  };
  /** Report that an attempt failed; it is made again later, or the task failed. */
  "POST /v1/agent-tasks/{id}/fail": {
    readonly path: { readonly id: string };
    readonly body: FailAgentTaskRequest;
    readonly answer: AgentTaskOutcomeJson;
  };
  /** Ask the owner of a task, and end the lease; claim it again for the answer. */
  "POST /v1/agent-tasks/{id}/ask": {
    readonly path: { readonly id: string };
    readonly body: AskAgentTaskOwnerRequest;
    readonly answer: AgentTaskOutcomeJson;
  };
  /** Give a task back; the attempt does not count. */
  "POST /v1/agent-tasks/{id}/release": {
    readonly path: { readonly id: string };
    readonly body: ReleaseAgentTaskRequest;
    readonly answer: AgentTaskOutcomeJson;
  };
  /** Who the caller is, what the caller may do, and the CSRF token of the session. */
  "GET /v1/me": { readonly answer: CallerJson };
  /** List the caller's keys, newest first; none is shown itself. */
  "GET /v1/me/keys": {
    readonly query?: {
      readonly since?: string;
      readonly until?: string;
      readonly limit?: number;
      readonly cursor?: string;
      readonly order?: "desc" | "asc";
    };
    readonly answer: PageJson<AccessKeyJson>;
  };
  /** Make another key for the caller; no other answer holds its text. */
  "POST /v1/me/keys": { readonly body: CreateOwnKeyRequest; readonly answer: GivenAccessKeyJson };
  /** Find one of the caller's keys; it is not shown itself. */
  "GET /v1/me/keys/{id}": {
    readonly path: { readonly id: string };
    readonly answer: AccessKeyJson;
  };
  /** End one of the caller's keys for good, at once. */
  "POST /v1/me/keys/{id}/revoke": {
    readonly path: { readonly id: string };
    readonly answer: AccessKeyJson;
  };
  /** List the users, newest first, with those who are disabled. */
  "GET /v1/users": {
    readonly query?: {
      readonly since?: string;
      readonly until?: string;
      readonly limit?: number;
      readonly cursor?: string;
      readonly order?: "desc" | "asc";
    };
    readonly answer: PageJson<UserJson>;
  };
  /** Add a person, who has no key yet. */
  "POST /v1/users": { readonly body: CreateUserRequest; readonly answer: UserJson };
  /** Find a user, also one who is disabled. */
  "GET /v1/users/{id}": { readonly path: { readonly id: string }; readonly answer: UserJson };
  /** Change a user; what is left out stays, and null removes it. */
  "PATCH /v1/users/{id}": {
    readonly path: { readonly id: string };
    readonly body: ChangeUserRequest;
    readonly answer: UserJson;
  };
  /** Lock a user out at once: none of their keys works any more. */
  "POST /v1/users/{id}/disable": {
    readonly path: { readonly id: string };
    readonly answer: UserJson;
  };
  /** Let a disabled user in again. */
  "POST /v1/users/{id}/enable": {
    readonly path: { readonly id: string };
    readonly answer: UserJson;
  };
  /** List the agents and workers, newest first, with those that are disabled. */
  "GET /v1/services": {
    readonly query?: {
      readonly since?: string;
      readonly until?: string;
      readonly limit?: number;
      readonly cursor?: string;
      readonly order?: "desc" | "asc";
    };
    readonly answer: PageJson<ServiceJson>;
  };
  /** Add an agent or a worker, which has no key yet. */
  "POST /v1/services": { readonly body: CreateServiceRequest; readonly answer: ServiceJson };
  /** Find an agent or a worker, also one that is disabled. */
  "GET /v1/services/{id}": { readonly path: { readonly id: string }; readonly answer: ServiceJson };
  /** Lock a service out at once: none of its keys works any more. */
  "POST /v1/services/{id}/disable": {
    readonly path: { readonly id: string };
    readonly answer: ServiceJson;
  };
  /** Let a disabled service in again. */
  "POST /v1/services/{id}/enable": {
    readonly path: { readonly id: string };
    readonly answer: ServiceJson;
  };
  /** List keys, newest first, with those that have ended; none is shown itself. */
  "GET /v1/keys": {
    readonly query?: {
      readonly user_id?: string;
      readonly service_id?: string;
      /** What to add to each record, by comma: a member of the same name for each one */
      readonly expand?: readonly "names"[];
      readonly since?: string;
      readonly until?: string;
      readonly limit?: number;
      readonly cursor?: string;
      readonly order?: "desc" | "asc";
    };
    readonly answer: PageJson<ExpandedAccessKeyJson>;
  };
  /** Make a key for a user or a service; no other answer holds its text. */
  "POST /v1/keys": { readonly body: CreateKeyRequest; readonly answer: GivenAccessKeyJson };
  /** Find a key, also one that has ended; it is not shown itself. */
  "GET /v1/keys/{id}": {
    readonly path: { readonly id: string };
    readonly query?: {
      /** What to add to each record, by comma: a member of the same name for each one */
      readonly expand?: readonly "names"[];
    };
    readonly answer: ExpandedAccessKeyJson;
  };
  /** Make a successor with the same rights; no other answer holds its text. */
  "POST /v1/keys/{id}/rotate": {
    readonly path: { readonly id: string };
    readonly body: RotateKeyRequest;
    readonly answer: GivenAccessKeyJson;
  };
  /** End a key for good, at once. */
  "POST /v1/keys/{id}/revoke": {
    readonly path: { readonly id: string };
    readonly answer: AccessKeyJson;
  };
  /** Make a link by which a person signs in once, within 15 minutes. */
  "POST /v1/sign-in-links": { readonly body: NewSignInLink; readonly answer: SignInLinkJson };
  /** Who would sign in by a link; it is not used up. */
  "POST /v1/sign-in-links/preview": {
    readonly body: FollowedLink;
    readonly answer: SignInLinkPreviewJson;
  };
  /** Sign in by a link, which is then used up; the session is a cookie. */
  "POST /v1/sessions": { readonly body: FollowedLink; readonly answer: CallerJson };
  /** List the caller's sessions, newest first, with those that have ended. */
  "GET /v1/sessions": {
    readonly query?: {
      readonly since?: string;
      readonly until?: string;
      readonly limit?: number;
      readonly cursor?: string;
      readonly order?: "desc" | "asc";
    };
    readonly answer: PageJson<SessionJson>;
  };
  /** End all of the caller's sessions, also this one. */
  "DELETE /v1/sessions": { readonly answer: EndedSessions };
  /** Sign out: the session of this browser ends. */
  "DELETE /v1/session": { readonly answer: undefined };
  /** End one of the caller's sessions; one that has ended stays so. */
  "DELETE /v1/sessions/{id}": {
    readonly path: { readonly id: string };
    readonly answer: SessionJson;
  };
  /** Begin to sign in by a passkey, within 5 minutes. */
  "POST /v1/passkeys/sign-in-options": { readonly answer: PasskeyOptions };
  /** Sign in by a passkey; the session is a cookie. */
  "POST /v1/passkeys/sign-in": { readonly body: PasskeySignIn; readonly answer: CallerJson };
  /** Begin to add a passkey, within 5 minutes. */
  "POST /v1/passkeys/registration-options": { readonly answer: PasskeyOptions };
  /** Add a passkey, which this browser has made. */
  "POST /v1/passkeys": { readonly body: NewPasskey; readonly answer: PasskeyJson };
  /** List the caller's passkeys, the oldest first. */
  "GET /v1/passkeys": { readonly answer: PasskeyList };
  /** Remove one of the caller's passkeys. */
  "DELETE /v1/passkeys/{id}": {
    readonly path: { readonly id: string };
    readonly answer: undefined;
  };
}

/** The paths of POST that take no `Idempotency-Key`. */
export const postsWithoutKey: readonly string[] = [
  "/v1/sign-in-links/preview",
  "/v1/sessions",
  "/v1/passkeys/sign-in-options",
  "/v1/passkeys/sign-in",
];
