import type { Executor } from "@handsfree/query";
import type { AgentTaskStatus, Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { type Actor, optionalActor } from "../identity/actor.ts";
import { keepGiven, keepOptional } from "../redaction/keep-text.ts";
import { requireObject } from "../validate.ts";
import { type Decision, requestChange } from "../work/requests.ts";
import { type AgentTaskKey, requireTaskKey } from "./find.ts";
import { agentTaskLimits } from "./limits.ts";
import { type TaskStep, type TaskTypes, taskValues } from "./step.ts";
import { type AgentTask, type StoredTask, toAgentTask } from "./task.ts";
import { isKnownStatus } from "./transitions.ts";
import { taskWork } from "./work.ts";

/** The outcome of an owner's request. Nothing is written if the status of the task does not allow it. */
export type ChangedAgentTask<Outcome extends string> =
  | { readonly outcome: Outcome | "wrong_status"; readonly task: AgentTask }
  | { readonly outcome: "not_found" };

/** An owner's answer to the question of a task. */
export interface AgentTaskInput extends Actor, AgentTaskKey {
  /** Up to 10,000 characters. Secrets are redacted before it is stored. */
  readonly answer: string;
}

/**
 * Answers the question of a task that is `needs_input`. It is `running` again, and due: the next worker that claims it
 * finds the answer.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function giveAgentTaskInput(
  db: Executor<Database>,
  input: AgentTaskInput,
  context: Context = systemContext,
): Promise<ChangedAgentTask<"answered">> {
  requireCall(db, context);
  requireObject("input", input);
  const answer = keepGiven("answer", input.answer, context, agentTaskLimits.text);
  const by = optionalActor(input);
  const give: Change = ({ status }, now) =>
    status === "needs_input"
      ? {
          to: "running",
          event: "input_given",
          by,
          // The worker that asked has no lease any more.
          set: { answer, due_at: now, lease_sha256: null },
        }
      : undefined;
  return changeTask(db, requireTaskKey("input", input), give, "answered", context);
}

/** A task to end. */
export interface AgentTaskCancellation extends Actor, AgentTaskKey {
  /** Up to 1000 characters for the audit trail. Secrets are redacted before it is stored. */
  readonly reason?: string | null | undefined;
}

/**
 * Ends a task that has not ended. Its worker learns it at its next heartbeat or report, which is refused.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function cancelAgentTask(
  db: Executor<Database>,
  input: AgentTaskCancellation,
  context: Context = systemContext,
): Promise<ChangedAgentTask<"cancelled">> {
  requireCall(db, context);
  const reason = keepOptional("reason", requireObject("input", input).reason, context);
  const by = optionalActor(input);
  const cancel: Change = ({ status }, now) =>
    ended.has(status)
      ? undefined
      : {
          to: "cancelled",
          event: "cancelled",
          by,
          reason,
          // The hash of the lease stays, so that the worker is told that the task has ended.
          set: { due_at: null, ended_at: now, lease_expires_at: null },
        };
  return changeTask(db, requireTaskKey("input", input), cancel, "cancelled", context);
}

/** The statuses in which a task is not worked on any more. */
const ended: ReadonlySet<string> = new Set(["completed", "failed", "cancelled"]);

/** A task to begin again. */
export interface AgentTaskRetry extends Actor, AgentTaskKey {}

/**
 * Makes a task due now, with all its attempts: one that failed, that waits for its next attempt, or that comes from an
 * older release, in which tasks had no leases.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function retryAgentTask(
  db: Executor<Database>,
  input: AgentTaskRetry,
  context: Context = systemContext,
): Promise<ChangedAgentTask<"retried">> {
  requireCall(db, context);
  const key = requireTaskKey("input", input);
  const by = optionalActor(input);
  const retry: Change = (row, now) =>
    mayBeRetried(row)
      ? {
          to: "created",
          event: "retried",
          by,
          attempt: 0,
          set: { due_at: now, attempts: 0, ended_at: null },
        }
      : undefined;
  return changeTask(db, key, retry, "retried", context);
}

function mayBeRetried({ status, due_at }: StoredTask): boolean {
  if (status === "running") return due_at === null;
  return !isKnownStatus(status) || status === "created" || status === "failed";
}

/** Says how a task changes; undefined if its status does not allow it. */
type Change = (
  row: StoredTask,
  now: Date,
) =>
  | (Omit<TaskStep, "row"> & { readonly to: AgentTaskStatus; readonly set: Partial<StoredTask> })
  | undefined;

function changeTask<Outcome extends string>(
  db: Executor<Database>,
  { userId, id }: AgentTaskKey,
  change: Change,
  outcome: Outcome,
  context: Context,
): Promise<ChangedAgentTask<Outcome>> {
  const instant = atOneInstant(context);
  const decide = (row: StoredTask | undefined): Decision<TaskTypes, ChangedAgentTask<Outcome>> => {
    if (row?.user_id !== userId) return { answer: { outcome: "not_found" } };
    const changed = change(row, instant.now());
    if (changed === undefined)
      return { answer: { outcome: "wrong_status", task: toAgentTask(row) } };
    const { set: values, ...step } = changed;
    const set = taskValues(row, { ...values, status: step.to }, instant.now());
    return {
      answer: { outcome, task: toAgentTask({ ...row, ...set }) },
      change: { set, step: { ...step, row } },
    };
  };
  return requestChange(db, taskWork, { key: id, decide, context: instant });
}
