import type { TSchema } from "typebox";
import { ActionLogPageSchema, ActionLogSchema } from "./action-logs.ts";
import {
  AgentTaskClaimSchema,
  AgentTaskOutcomeSchema,
  AgentTaskPageSchema,
  AgentTaskSchema,
  ExtendedAgentTaskLeaseSchema,
} from "./agent-tasks.ts";
import { AuditHeadSchema } from "./audit.ts";
import { CommandPageSchema, CommandSchema } from "./commands.ts";
import { ApprovedActionSchema, AwaitedDecisionSchema, DecidedActionSchema } from "./decisions.ts";
import {
  ClaimedActionSchema,
  EndedExecutionSchema,
  ExtendedActionLeaseSchema,
  ReleasedActionLeaseSchema,
} from "./executions.ts";
import { GithubConnectionPageSchema, GithubConnectionSchema } from "./github-connections.ts";
import {
  AccessKeyPageSchema,
  AccessKeySchema,
  GivenAccessKeySchema,
  MeSchema,
  ServicePageSchema,
  ServiceSchema,
  UserPageSchema,
  UserSchema,
} from "./identity.ts";
import {
  PendingActionPageSchema,
  PendingActionSchema,
  ProposedActionSchema,
} from "./pending-actions.ts";
import { RepoPolicyPageSchema, RepoPolicySchema } from "./repo-policies.ts";
import { HealthSchema, ProblemSchema } from "./service.ts";
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
  PendingActionSchema,
  PendingActionPageSchema,
  ProposedActionSchema,
  DecidedActionSchema,
  ApprovedActionSchema,
  AwaitedDecisionSchema,
  ClaimedActionSchema,
  EndedExecutionSchema,
  ExtendedActionLeaseSchema,
  ReleasedActionLeaseSchema,
  ActionLogSchema,
  ActionLogPageSchema,
  AuditHeadSchema,
  CommandSchema,
  CommandPageSchema,
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
  MeSchema,
  SessionSchema,
  SessionPageSchema,
  CallerSchema,
  SignInLinkSchema,
  SignInLinkPreviewSchema,
  EndedSessionsSchema,
  PasskeySchema,
  PasskeyListSchema,
  PasskeyOptionsSchema,
  HealthSchema,
  ProblemSchema,
];
