import { type Executor, InvalidInputError } from "@handsfree/query";
import type { AgentTaskStatus, Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { requirePerson } from "../person.ts";
import { keepGiven, keepText } from "../redaction/keep-text.ts";
import { encodeRedacted } from "../redaction/redact-json.ts";
import { ifGiven, requireBoolean, requireObject, requireUuid } from "../validate.ts";
import { keepError } from "../work/error-text.ts";
import type { Holder, Refusal } from "../work/held.ts";
import { heartbeatWork, type Reported, reportWork, type WorkHeartbeat } from "../work/report.ts";
import { nextAttemptAfter, requireRetryPolicy, type RetryPolicy } from "../work/retry-policy.ts";
import { agentTaskLimits } from "./limits.ts";
import { type TaskStep, taskValues } from "./step.ts";
import { type AgentTask, type StoredTask, toAgentTask } from "./task.ts";
import { taskWork } from "./work.ts";

/** A worker's claim that it holds the lease of a task. */
export interface AgentTaskLeaseHolder {
  readonly taskId: string;
  /** The token of the lease. */
  readonly token: string;
  /** UUID of the task's owner. Given, the tasks of other users are not found. */
  readonly userId?: string | undefined;
}

/**
 * Why a worker's report does not count:
 *
 * - `lease_lost`: another worker took the task, or its owner answered or retried it.
 * - `already_ended`: this worker reported before, or the owner cancelled the task; `task` says which.
 * - `not_found`: there is no such task.
 */
export type AgentTaskLeaseRefusal = Refusal<{ readonly task: AgentTask }>;

/** The outcome of a report. */
export type AgentTaskReport<Outcome extends string> =
  | { readonly outcome: Outcome; readonly task: AgentTask }
  | AgentTaskLeaseRefusal;

/**
 * Reports that a task is done. The report also counts after the lease has run out, until another worker takes the task.
 *
 * @param report `result` is any JSON value of at most 256 KiB; secrets are redacted before it is stored.
 * @throws {InvalidInputError} naming the field.
 */
export async function completeAgentTask(
  db: Executor<Database>,
  report: AgentTaskLeaseHolder & { readonly result?: unknown },
  context: Context = systemContext,
): Promise<AgentTaskReport<"completed">> {
  requireCall(db, context);
  const { result, ...holder } = requireObject("report", report);
  const kept = keepResult(result, context);
  const end = (_row: StoredTask, now: Date): End => ({
    to: "completed",
    event: "ended",
    set: { due_at: null, ended_at: now, result: kept, last_error: null },
  });
  return reported(await reportTask(db, holder, end, context), "completed");
}

/** @throws {InvalidInputError} unless it is JSON of a size that is kept. */
function keepResult(result: unknown, context: Context): string | null {
  const { kept } = encodeRedacted("result", result, context);
  const bytes = kept === null ? 0 : Buffer.byteLength(kept);
  if (bytes <= agentTaskLimits.resultBytes) return kept;
  throw new InvalidInputError(
    "result",
    `has ${bytes} bytes as JSON; give at most ${agentTaskLimits.resultBytes}`,
  );
}

/** A failed attempt. */
export interface AgentTaskFailure extends AgentTaskLeaseHolder {
  /** The fault in words. Up to 2000 characters are stored, with secrets redacted. */
  readonly error: string;
  /** False makes the task `failed` at once. Default true. */
  readonly retry?: boolean | undefined;
  /** The back-off. Missing members are as in `defaultRetryPolicy`. The task says how many attempts it has. */
  readonly retryPolicy?: Partial<Omit<RetryPolicy, "maximumAttempts">> | undefined;
}

/**
 * Reports that an attempt failed. The task is due again after the back-off (`retrying`), or `failed` if it has no
 * attempts left or `retry` is false.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function failAgentTask(
  db: Executor<Database>,
  failure: AgentTaskFailure,
  context: Context = systemContext,
): Promise<AgentTaskReport<"retrying" | "failed">> {
  requireCall(db, context);
  const { error, retry = true, retryPolicy, ...holder } = requireObject("failure", failure);
  requireBoolean("retry", retry);
  const policy = requireRetryPolicy(retryPolicy);
  const last_error = keepError(error, context) || "no message";
  const fail = (row: StoredTask, now: Date): End => {
    const ok = false;
    if (!retry || row.attempts >= row.max_attempts) {
      return { to: "failed", event: "ended", ok, set: { due_at: null, ended_at: now, last_error } };
    }
    const due_at = nextAttemptAfter(policy, row.attempts, now);
    return { to: "created", event: "attempt_failed", ok, set: { due_at, last_error } };
  };
  const report = await reportTask(db, holder, fail, context);
  const isOver = report.outcome === "reported" && report.row.status === "failed";
  return reported(report, isOver ? "failed" : "retrying");
}

/**
 * Asks the owner of a task, and ends the lease: the task is `needs_input` until the owner answers, cancels it or is
 * erased. A worker then claims it again and finds the answer. The attempt does not count.
 *
 * @param request `question` has up to 10,000 characters; secrets are redacted before it is stored.
 * @throws {InvalidInputError} naming the field.
 */
export async function requestAgentTaskInput(
  db: Executor<Database>,
  request: AgentTaskLeaseHolder & { readonly question: string },
  context: Context = systemContext,
): Promise<AgentTaskReport<"asked">> {
  requireCall(db, context);
  const { question, ...holder } = requireObject("request", request);
  const kept = keepGiven("question", question, context, agentTaskLimits.text);
  const ask = ({ attempts }: StoredTask): End => ({
    to: "needs_input",
    event: "input_requested",
    set: { due_at: null, attempts: attempts - 1, question: kept, answer: null },
  });
  return reported(await reportTask(db, holder, ask, context), "asked");
}

/**
 * Gives up a lease, for a worker that stops or cannot do the work now. The attempt does not count, and any worker can
 * claim the task at once.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function releaseAgentTask(
  db: Executor<Database>,
  holder: AgentTaskLeaseHolder,
  context: Context = systemContext,
): Promise<AgentTaskReport<"released">> {
  requireCall(db, context);
  const release = ({ attempts }: StoredTask, now: Date): End => ({
    to: "created",
    event: "released",
    set: { due_at: now, attempts: attempts - 1 },
  });
  return reported(await reportTask(db, holder, release, context), "released");
}

/** The outcome of a heartbeat. */
export type AgentTaskHeartbeat = WorkHeartbeat<{ readonly task: AgentTask }>;

/**
 * Makes a running lease end `leaseSeconds` from now, which can be earlier than before, and tells the owner of the task
 * how far it is. A lease that ran out is `lease_lost`, since another worker may take the task at any moment.
 *
 * @param heartbeat `leaseSeconds` is a whole number from 1 to 43,200 (12 hours). Default 60. Up to 1000 characters of
 *   `progress` are stored, with secrets redacted; left out, the progress stays.
 * @throws {InvalidInputError} naming the field.
 */
export async function heartbeatAgentTask(
  db: Executor<Database>,
  heartbeat: AgentTaskLeaseHolder & {
    readonly leaseSeconds?: number | undefined;
    readonly progress?: string | undefined;
  },
  context: Context = systemContext,
): Promise<AgentTaskHeartbeat> {
  requireCall(db, context);
  const { leaseSeconds, progress } = requireObject("heartbeat", heartbeat);
  const kept = ifGiven("progress", progress, (field, text) =>
    keepText(field, text, agentTaskLimits.progress, context),
  );
  const also = (row: StoredTask, now: Date): Partial<StoredTask> =>
    kept === undefined ? {} : taskValues(row, { last_update: kept }, now);
  return heartbeatWork(db, taskWork, { ...requireHolder(heartbeat), leaseSeconds, also }, context);
}

interface End extends Pick<TaskStep, "event" | "ok"> {
  readonly to: AgentTaskStatus;
  readonly set: Partial<StoredTask>;
}

function reportTask(
  db: Executor<Database>,
  holder: AgentTaskLeaseHolder,
  endOf: (row: StoredTask, now: Date) => End,
  context: Context,
): Promise<Reported<StoredTask> | AgentTaskLeaseRefusal> {
  const report = {
    end: (row: StoredTask, now: Date) => {
      const { set, ...step } = endOf(row, now);
      return {
        set: taskValues(row, { ...set, status: step.to }, now),
        step: { ...step, row, by: row.lease_worker },
      };
    },
  };
  return reportWork(db, taskWork, requireHolder(holder), report, context);
}

function reported<Outcome extends string>(
  report: Reported<StoredTask> | AgentTaskLeaseRefusal,
  outcome: Outcome,
): AgentTaskReport<Outcome> {
  if (report.outcome !== "reported") return report;
  return { outcome, task: toAgentTask(report.row) };
}

/** @throws {InvalidInputError} for an id that is not a UUID. */
function requireHolder(holder: AgentTaskLeaseHolder): Holder {
  const { taskId, token, userId } = requireObject("holder", holder);
  return {
    key: requireUuid("taskId", taskId),
    token,
    userId: ifGiven("userId", userId, requirePerson),
  };
}
