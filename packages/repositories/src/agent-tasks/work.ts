import { storedBytes } from "@handsfree/query";
import { largeContents } from "../large-contents.ts";
import { isOneOf } from "../one-of.ts";
import type { Move, WorkClaim } from "../work/leased-work.ts";
import { shareLeases, type SharedLeases } from "../work/shared-leases.ts";
import { taskTable, type TaskTypes, taskValues } from "./step.ts";
import { type AgentTask, type StoredTask, taskColumns, toAgentTask } from "./task.ts";

/** A validated claim. */
export interface Claim extends WorkClaim {
  readonly limit: number;
  readonly providers: readonly string[];
  readonly userId: string | undefined;
  readonly id: string | undefined;
}

interface LeasedTaskTypes extends TaskTypes {
  readonly claim: Claim;
  readonly shown: { readonly task: AgentTask };
}

/** Agent tasks as leased work. */
export const taskWork: SharedLeases<LeasedTaskTypes> = shareLeases<LeasedTaskTypes>({
  ...taskTable,
  identify: ({ id, user_id, status, attempts }) => ({
    key: id,
    asRead: { user_id, status, attempts },
  }),
  // A claimed task is due again when its lease ends, so one condition finds all due tasks.
  leasedUntil: (end) => ({ lease_expires_at: end, due_at: end }),
  isDue: (now) => (task) => task("due_at", "<=", now),
  countAttempts: ({ attempts }) => attempts,
  isWorkedOn: ({ status }) => status === "running",
  ownerOf: (row) => row.user_id,
  show: (row) => ({ task: toAgentTask(row) }),
  contents: largeContents.agent_tasks,
  find: (db, ids) =>
    db
      .selectFrom("agent_tasks")
      .select(taskColumns)
      .where(isOneOf("id", "uuid", ids))
      .execute(),

  criteria: ({ providers, userId }) => [providers, userId],
  // PostgreSQL has an index on the provider and the time, and DuckDB reads one column.
  findDue(db, { providers, userId }, now, limit) {
    let query = db
      .selectFrom("agent_tasks")
      .select(["id as key", storedBytes(largeContents.agent_tasks).as("bytes")])
      .where(taskWork.isDue(now))
      .where("provider", "in", providers);
    if (userId !== undefined) query = query.where("user_id", "=", userId);
    return query.orderBy("due_at").orderBy("id").limit(limit).execute();
  },

  isWanted({ due_at: due, provider, user_id }, { providers, userId }, now) {
    const isOfClaim = providers.includes(provider) && (userId === undefined || userId === user_id);
    return isOfClaim && due !== null && due <= now;
  },

  endInstead: (row, _claim, now) =>
    row.attempts >= row.max_attempts ? exhausted(row, now) : undefined,

  begin: (row, { attempt, worker, now }) => ({
    set: taskValues(row, { status: "running", lease_worker: worker, started_at: now }, now),
    step: {
      row,
      to: "running",
      event: "started",
      by: worker,
      attempt,
      reason: row.lease_expires_at === null ? null : ranOut(row),
    },
  }),
});

/** The end of a task whose last attempt ended without a report. */
function exhausted(row: StoredTask, now: Date): Move<TaskTypes> {
  const reason = `${ranOut(row)}, and no attempts are left`;
  return {
    set: taskValues(
      row,
      { status: "failed", due_at: null, ended_at: now, last_error: reason },
      now,
    ),
    step: { row, to: "failed", event: "ended", by: "clock", reason, ok: false },
  };
}

function ranOut(row: StoredTask): string {
  return `the lease of attempt ${row.attempts} ran out`;
}
