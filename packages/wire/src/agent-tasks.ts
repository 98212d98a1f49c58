import Type, { type Static } from "typebox";
import { named, type NamedSchema, ref } from "./named-schema.ts";
import { type PageJson, pageOf } from "./page.ts";
import { type ExactRenderer, type ExactText, type RecordOf, rendererOf } from "./render.ts";
import { Nullable, OneOf, Time, Uuid } from "./values.ts";
import { ActionSummarySchema, expandedOf, Names, orNull } from "./record-summaries.ts";

/** The schema of an agent task, `AgentTask` in openapi.json. */
export const AgentTaskSchema = named("AgentTask", {
  id: Uuid,
  user_id: Uuid,
  provider: Type.String({ description: "The kind of agent that works on it" }),
  repository: Nullable(Type.String({ description: "The owner/name" })),
  issue_number: Nullable(Type.Integer()),
  pull_request_number: Nullable(Type.Integer()),
  instruction: Nullable(Type.String()),
  command_id: Nullable(Uuid),
  action_id: Nullable(Uuid),
  status: Type.String({
    description:
      "created, running, needs_input, completed, failed or cancelled; a task of an older release can have another text",
  }),
  progress: Nullable(Type.String({ description: "What its worker told last" })),
  question: Nullable(Type.String({ description: "What its worker asked last" })),
  answer: Nullable(Type.String({ description: "The owner's answer to the question" })),
  due_at: Nullable(Time),
  attempts: Type.Integer({ description: "How many attempts count so far" }),
  max_attempts: Type.Integer(),
  worker: Nullable(Type.String()),
  lease_expires_at: Nullable(Time),
  started_at: Nullable(Time),
  ended_at: Nullable(Time),
  result: Type.Unknown(),
  error: Nullable(Type.String()),
  created_at: Time,
  updated_at: Time,
});
/** A task for a coding agent. */
export type AgentTaskJson = Static<typeof AgentTaskSchema>;

/** Renders a task, with its result as it was stored. It holds no token. */
export const renderAgentTask: ExactRenderer<AgentTaskJson> = rendererOf(AgentTaskSchema);

/** The schema of a claim of tasks, `AgentTaskClaim` in openapi.json. */
export const AgentTaskClaimSchema = named("AgentTaskClaim", {
  items: Type.Array(
    Type.Object({
      task: ref(AgentTaskSchema),
      lease: Type.Object({
        token: Type.String({
          description: "Heartbeats and reports need it; no other answer holds it",
        }),
        expires_at: Time,
        attempt: Type.Integer({ description: "From 1" }),
      }),
    }),
  ),
});
/** Tasks that a worker has claimed, each under its own lease. */
export type AgentTaskClaimJson = Static<typeof AgentTaskClaimSchema>;

/** The domain object of one item of `renderAgentTaskClaim`. */
export interface ClaimedAgentTaskRecord {
  readonly task: RecordOf<AgentTaskJson>;
  readonly lease: { readonly token: string; readonly expiresAt: Date; readonly attempt: number };
}

/** Renders claimed tasks with the tokens of their leases, which no other answer holds. */
export function renderAgentTaskClaim(
  claimed: readonly ClaimedAgentTaskRecord[],
  exact: ExactText,
): AgentTaskClaimJson {
  return {
    items: claimed.map(({ task, lease: { token, expiresAt, attempt } }) => ({
      task: renderAgentTask(task, exact),
      lease: { token, expires_at: expiresAt.toISOString(), attempt },
    })),
  };
}

/** The schema of the outcome of a report or a request, `AgentTaskOutcome` in openapi.json. */
export const AgentTaskOutcomeSchema = named("AgentTaskOutcome", {
  outcome: Type.String(),
  task: ref(AgentTaskSchema),
});
/** The outcome of a report or a request, with the task as it is now. */
export type AgentTaskOutcomeJson = Static<typeof AgentTaskOutcomeSchema>;

/** Renders the outcome of a report or a request. It leaves out the other fields of the domain object. */
export function renderAgentTaskOutcome(
  { outcome, task }: { readonly outcome: string; readonly task: RecordOf<AgentTaskJson> },
  exact: ExactText,
): AgentTaskOutcomeJson {
  return { outcome, task: renderAgentTask(task, exact) };
}

/** The schema of a task's lease after a heartbeat, `ExtendedAgentTaskLease` in openapi.json. */
export const ExtendedAgentTaskLeaseSchema = named("ExtendedAgentTaskLease", {
  outcome: OneOf(["extended"]),
  lease_expires_at: Time,
});
/** A lease of a task that a heartbeat extended. */
export type ExtendedAgentTaskLeaseJson = Static<typeof ExtendedAgentTaskLeaseSchema>;

/** The schema of a task with what `expand` adds, `ExpandedAgentTask` in openapi.json. */
export const ExpandedAgentTaskSchema = expandedOf(AgentTaskSchema, {
  names: Names,
  pending_action: orNull(
    ActionSummarySchema,
    "The action that it belongs to; null if the caller may not read it",
  ),
});
/** A task, with what `expand` adds. */
export type ExpandedAgentTaskJson = Static<typeof ExpandedAgentTaskSchema>;

/** The schema of a page of them, `ExpandedAgentTaskPage` in openapi.json. */
export const ExpandedAgentTaskPageSchema: NamedSchema<PageJson<ExpandedAgentTaskJson>> =
  pageOf(ExpandedAgentTaskSchema);
