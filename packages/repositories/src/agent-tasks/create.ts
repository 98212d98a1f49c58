import { type Executor, inTransaction, insertRow } from "@handsfree/query";
import type { AgentTaskRow, Database } from "@handsfree/schema";
import { ownsAction } from "../commands/link.ts";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { type Actor, optionalActor } from "../identity/actor.ts";
import { contentBytes } from "../large-contents.ts";
import { requirePerson } from "../person.ts";
import { keepGiven, requireName } from "../redaction/keep-text.ts";
import { requireRepository } from "../repo-policies/repository.ts";
import { requireObject, requireTime, requireUuid, requireWhole } from "../validate.ts";
import { agentTaskLimits } from "./limits.ts";
import { stepRow } from "./step.ts";
import { type AgentTask, toAgentTask } from "./task.ts";

/** A task to hand to an agent. */
export interface NewAgentTask extends Actor {
  /** UUID of the owner. */
  readonly userId: string;
  /** The kind of agent that shall work on it, for example `copilot`. Workers claim tasks by it. */
  readonly provider: string;
  /** The instruction, up to 10,000 characters. Secrets are redacted before it is stored. */
  readonly instruction: string;
  /** The `owner/name`. */
  readonly repository?: string | null | undefined;
  /** A whole number from 1. */
  readonly issueNumber?: number | null | undefined;
  /** A whole number from 1. */
  readonly pullRequestNumber?: number | null | undefined;
  /** The id of the owner's command that it results from. */
  readonly commandId?: string | null | undefined;
  /** The id of the owner's pending action that it belongs to. */
  readonly actionId?: string | null | undefined;
  /** No worker claims it before this time. Default: now. */
  readonly dueAt?: Date | undefined;
  /** From 1 to 100. Default 3. */
  readonly maxAttempts?: number | undefined;
}

/** The outcome. The command or the action was not found if it does not exist, or belongs to another user. */
export type CreatedAgentTask =
  | { readonly outcome: "created"; readonly task: AgentTask }
  | { readonly outcome: "command_not_found" | "action_not_found" };

/**
 * Adds a task, and records that in the same transaction.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function createAgentTask(
  db: Executor<Database>,
  input: NewAgentTask,
  context: Context = systemContext,
): Promise<CreatedAgentTask> {
  requireCall(db, context);
  requireObject("input", input);
  const by = optionalActor(input);
  const stopped = atOneInstant(context);
  const row = toRow(input, stopped);
  const step = { row, to: "created", event: "created", by } as const;
  return inTransaction(db, async (transaction): Promise<CreatedAgentTask> => {
    const { user_id: userId, command_id: commandId, action_id: actionId } = row;
    if (commandId !== null && !(await ownsCommand(transaction, { userId, commandId }))) {
      return { outcome: "command_not_found" };
    }
    if (actionId !== null && !(await ownsAction(transaction, { userId, actionId }))) {
      return { outcome: "action_not_found" };
    }
    await insertRow(transaction, "agent_tasks", row);
    await insertRow(transaction, "action_logs", stepRow(step, stopped));
    return { outcome: "created", task: toAgentTask(row) };
  });
}

/** @throws {InvalidInputError} naming the field. */
function toRow(input: NewAgentTask, context: Context): AgentTaskRow {
  const { dueAt, maxAttempts = agentTaskLimits.defaultAttempts } = input;
  const instruction = keepGiven("instruction", input.instruction, context, agentTaskLimits.text);
  return {
    id: context.newId(),
    user_id: requirePerson("userId", input.userId),
    provider: requireName("provider", input.provider, context),
    repo_full_name: optional(input.repository, (name) =>
      requireRepository("repository", name, context),
    ),
    issue_number: optional(input.issueNumber, (number) => requireNumber("issueNumber", number)),
    pr_number: optional(input.pullRequestNumber, (number) =>
      requireNumber("pullRequestNumber", number),
    ),
    instruction,
    command_id: optional(input.commandId, (id) => requireUuid("commandId", id)),
    action_id: optional(input.actionId, (id) => requireUuid("actionId", id)),
    status: "created",
    last_update: null,
    question: null,
    answer: null,
    due_at: dueAt === undefined ? context.now() : requireTime("dueAt", dueAt),
    attempts: 0,
    max_attempts: requireWhole("maxAttempts", maxAttempts, 1, agentTaskLimits.attempts),
    lease_sha256: null,
    lease_worker: null,
    lease_expires_at: null,
    started_at: null,
    ended_at: null,
    result: null,
    last_error: null,
    content_bytes: contentBytes(instruction),
    created_at: context.now(),
    updated_at: context.now(),
  };
}

/** The largest number that the columns of issues and pull requests hold. */
const largestNumber = 2_147_483_647;

function requireNumber(field: string, number: number): number {
  return requireWhole(field, number, 1, largestNumber);
}

function optional<Value, Kept>(
  value: Value | null | undefined,
  keep: (value: Value) => Kept,
): Kept | null {
  return value === undefined || value === null ? null : keep(value);
}

/** Whether the command exists and belongs to the user. */
async function ownsCommand(
  db: Executor<Database>,
  { userId, commandId }: { readonly userId: string; readonly commandId: string },
): Promise<boolean> {
  const command = await db
    .selectFrom("commands")
    .select("user_id")
    .where("id", "=", commandId)
    .executeTakeFirst();
  return command?.user_id === userId;
}
