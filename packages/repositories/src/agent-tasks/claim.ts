import { type Executor, InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { requireList, requireObject, requireText, requireWhole } from "../validate.ts";
import { claimRow, claimWork } from "../work/claim.ts";
import { requireClaimant, requireOwnedClaim } from "../work/claimant.ts";
import { agentTaskLimits } from "./limits.ts";
import { type AgentTask, toAgentTask } from "./task.ts";
import { type Claim, taskWork } from "./work.ts";

/** A worker's request for tasks. */
export interface AgentTaskClaimRequest {
  /** The kinds of agent that the worker is: 1 to 100. */
  readonly providers: readonly string[];
  /** The worker's name in the audit trail. It need not be unique: the token identifies the lease. */
  readonly worker: string;
  /** The most to claim, from 1 to 100. Default 1. */
  readonly limit?: number | undefined;
  /** Whole seconds, from 1 to 43,200 (12 hours). Default 60. */
  readonly leaseSeconds?: number | undefined;
  /** UUID of a user whose tasks to claim. Default: all users. */
  readonly userId?: string | undefined;
  /** UUID of the one task to claim. Default: any. */
  readonly id?: string | undefined;
  /**
   * Returns a random number from 0 to below 1. It spreads workers of several processes over the tasks, after one of
   * them took a task that another had found. Default `Math.random`.
   */
  readonly random?: (() => number) | undefined;
}

/** The right to work on a task until a time. */
export interface AgentTaskLease {
  /** The only copy of the token, which reports and heartbeats need. */
  readonly token: string;
  readonly taskId: string;
  /** The first instant at which another worker may take the task. */
  readonly expiresAt: Date;
  /** The number of this attempt, from 1. */
  readonly attempt: number;
}

/** A task and the lease to work on it. */
export interface ClaimedAgentTask {
  readonly task: AgentTask;
  readonly lease: AgentTaskLease;
}

/**
 * Claims due tasks for one worker, each under its own lease: new tasks, those whose back-off is over or whose owner
 * answered, and those whose lease ran out. The longest due come first. Each claim is an attempt, and is recorded. A task
 * without attempts left becomes `failed` instead.
 *
 * @returns an empty list if nothing is due.
 * @throws {InvalidInputError} naming the field.
 */
export async function claimAgentTasks(
  db: Executor<Database>,
  request: AgentTaskClaimRequest,
  context: Context = systemContext,
): Promise<ClaimedAgentTask[]> {
  requireCall(db, context);
  const claim = requireClaim(request, context);
  const instant = atOneInstant(context);
  const begun =
    claim.id === undefined
      ? await claimWork(db, taskWork, claim, claim.limit, instant)
      : [await claimRow(db, taskWork, claim.id, claim, instant)].filter((one) => one !== undefined);
  return begun.map(({ row, token, expiresAt, attempt }) => ({
    task: toAgentTask(row),
    lease: { token, taskId: row.id, expiresAt, attempt },
  }));
}

/** @throws {InvalidInputError} naming the field. */
function requireClaim(request: AgentTaskClaimRequest, context: Context): Claim {
  const { providers, limit = 1 } = requireObject("request", request);
  const { length } = requireList("providers", providers);
  if (length < 1 || length > agentTaskLimits.providers) {
    const range = `1 to ${agentTaskLimits.providers}`;
    throw new InvalidInputError("providers", `has ${length}; give ${range} kinds of agent`);
  }
  return {
    providers: providers.map((provider) => requireText("providers", provider)),
    ...requireClaimant(request, context),
    ...requireOwnedClaim(request),
    limit: requireWhole("limit", limit, 1, agentTaskLimits.claim),
  };
}
