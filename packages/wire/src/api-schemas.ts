import type { TSchema } from "typebox";
import { ActionLogPageSchema, ActionLogSchema } from "./action-logs.ts";
import { ActionVersionPageSchema, ActionVersionSchema } from "./action-versions.ts";
import {
  ApproverGroupPageSchema,
  ApproverGroupSchema,
  GroupMemberSchema,
  GroupMembersSchema,
} from "./approver-groups.ts";
import {
  AgentTaskClaimSchema,
  AgentTaskOutcomeSchema,
  AgentTaskPageSchema,
  AgentTaskSchema,
  ExtendedAgentTaskLeaseSchema,
} from "./agent-tasks.ts";
import { AuditHeadSchema } from "./audit.ts";
import { CommandPageSchema, CommandSchema } from "./commands.ts";
import {
  ApprovedActionSchema,
  AwaitedDecisionSchema,
  DecidedActionSchema,
  EditedActionSchema,
  ManyDecisionsSchema,
  OneDecisionSchema,
} from "./decisions.ts";
import {
  ActionClaimSchema,
  ClaimedActionSchema,
  EndedExecutionSchema,
  ExtendedActionLeaseSchema,
  ReleasedActionLeaseSchema,
} from "./executions.ts";
import { StandingGrantPageSchema, StandingGrantSchema } from "./grants.ts";
import { EventPageSchema, EventSchema } from "./events.ts";
import { GithubConnectionPageSchema, GithubConnectionSchema } from "./github-connections.ts";
import {
  AccessKeyPageSchema,
  AccessKeySchema,
  GivenAccessKeySchema,
  ServicePageSchema,
  ServiceSchema,
  UserPageSchema,
  UserSchema,
} from "./identity.ts";
import {
  CreatedNotificationChannelSchema,
  NotificationChannelListSchema,
  NotificationChannelSchema,
  NotificationOptionsSchema,
  QuietHoursSchema,
} from "./notifications.ts";
import {
  PendingActionPageSchema,
  PendingActionSchema,
  ProposedActionSchema,
} from "./pending-actions.ts";
import {
  CheckedPoliciesSchema,
  PoliciesSchema,
  PolicyDryRunSchema,
  PolicyEffectSchema,
  PolicyVersionPageSchema,
  PolicyVersionSchema,
} from "./policies.ts";
import { RepoPolicyPageSchema, RepoPolicySchema } from "./repo-policies.ts";
import {
  HealthSchema,
  LivenessSchema,
  ReadinessSchema,
  ProblemDescriptionSchema,
  ProblemDescriptionsSchema,
  ProblemErrorSchema,
  ProblemSchema,
} from "./service.ts";
import {
  CallerSchema,
  EndedSessionsSchema,
  PasskeyListSchema,
  PasskeyOptionsSchema,
  PasskeySchema,
  SessionPageSchema,
  SessionSchema,
  SignInLinkPreviewSchema,
  SignInLinkSchema,
} from "./sessions.ts";
import {
  GivenWebhookSecretSchema,
  WebhookDeliveryPageSchema,
  WebhookDeliverySchema,
  WebhookEndpointPageSchema,
  WebhookEndpointSchema,
} from "./webhook-endpoints.ts";
import {
  WebhookEventPageSchema,
  WebhookEventSchema,
  WebhookReceiptSchema,
  WebhookTransitionPageSchema,
  WebhookTransitionSchema,
} from "./webhook-events.ts";
import {
  ReplayCountSchema,
  StoppedReplaySchema,
  WebhookReplayPageSchema,
  WebhookReplaySchema,
} from "./webhook-replays.ts";
import {
  ExtendedWebhookLeaseSchema,
  WebhookClaimSchema,
  WebhookOutcomeSchema,
} from "./webhook-work.ts";

/** The schemas of all answers of the HTTP API, which refer to each other by their `$id`. */
export const apiSchemas: readonly TSchema[] = [
  QuietHoursSchema,
  NotificationChannelSchema,
  NotificationChannelListSchema,
  CreatedNotificationChannelSchema,
  NotificationOptionsSchema,
  WebhookEndpointSchema,
  WebhookEndpointPageSchema,
  GivenWebhookSecretSchema,
  WebhookDeliverySchema,
  WebhookDeliveryPageSchema,
  PendingActionSchema,
  PendingActionPageSchema,
  ProposedActionSchema,
  DecidedActionSchema,
  ApprovedActionSchema,
  EditedActionSchema,
  OneDecisionSchema,
  ManyDecisionsSchema,
  ActionVersionSchema,
  ActionVersionPageSchema,
  AwaitedDecisionSchema,
  ActionClaimSchema,
  ClaimedActionSchema,
  EndedExecutionSchema,
  ExtendedActionLeaseSchema,
  ReleasedActionLeaseSchema,
  ApproverGroupSchema,
  ApproverGroupPageSchema,
  GroupMemberSchema,
  GroupMembersSchema,
  ActionLogSchema,
  ActionLogPageSchema,
  AuditHeadSchema,
  CommandSchema,
  CommandPageSchema,
  PolicyVersionSchema,
  PolicyVersionPageSchema,
  PoliciesSchema,
  CheckedPoliciesSchema,
  PolicyEffectSchema,
  PolicyDryRunSchema,
  StandingGrantSchema,
  StandingGrantPageSchema,
  WebhookEventSchema,
  WebhookEventPageSchema,
  WebhookReceiptSchema,
  WebhookTransitionSchema,
  WebhookTransitionPageSchema,
  WebhookClaimSchema,
  WebhookOutcomeSchema,
  ExtendedWebhookLeaseSchema,
  WebhookReplaySchema,
  WebhookReplayPageSchema,
  ReplayCountSchema,
  StoppedReplaySchema,
  GithubConnectionSchema,
  GithubConnectionPageSchema,
  RepoPolicySchema,
  RepoPolicyPageSchema,
  AgentTaskSchema,
  AgentTaskPageSchema,
  AgentTaskClaimSchema,
  AgentTaskOutcomeSchema,
  ExtendedAgentTaskLeaseSchema,
  UserSchema,
  UserPageSchema,
  ServiceSchema,
  ServicePageSchema,
  AccessKeySchema,
  AccessKeyPageSchema,
  GivenAccessKeySchema,
  SessionSchema,
  SessionPageSchema,
  CallerSchema,
  SignInLinkSchema,
  SignInLinkPreviewSchema,
  EndedSessionsSchema,
  PasskeySchema,
  PasskeyListSchema,
  PasskeyOptionsSchema,
  EventSchema,
  EventPageSchema,
  HealthSchema,
  ProblemErrorSchema,
  LivenessSchema,
  ReadinessSchema,
  ProblemSchema,
  ProblemDescriptionSchema,
  ProblemDescriptionsSchema,
];
