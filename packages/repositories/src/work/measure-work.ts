import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { executionWork } from "../pending-actions/execution/work.ts";
import { requireTime } from "../validate.ts";

/** A number of rows, and the age of the oldest. */
export interface WorkCount {
  readonly count: number;
  /** The time since which the oldest of them waits; undefined if there is none. */
  readonly since: Date | undefined;
}

/** How much work of one kind there is. */
export interface WorkQueue {
  /** What a worker could claim now. */
  readonly due: WorkCount;
  /** What a worker holds under a lease. */
  readonly leased: WorkCount;
}

/** How much work there is for workers, and for the people who decide. */
export interface WorkMeasures {
  /** The time of the measurement. */
  readonly at: Date;
  /** By kind of leased work. An execution waits since its action was decided. */
  readonly queues: Readonly<
    Record<
      "action_execution" | "agent_task" | "notification" | "webhook_delivery" | "webhook_event",
      WorkQueue
    >
  >;
  /** The actions that can still be decided, since they were proposed. */
  readonly unanswered: WorkCount;
}

/** Later than any time, but a time: DuckDB's zone maps do not serve `is not null`. */
const forever = new Date("9999-12-31T00:00:00Z");

/**
 * Measures the leased work and the undecided actions of all users. It reads a few columns of each table, of which
 * PostgreSQL has indexes, and DuckDB zone maps.
 */
export async function measureWork(
  db: Executor<Database>,
  context: Context = systemContext,
): Promise<WorkMeasures> {
  requireCall(db, context);
  const now = requireTime("context.now", context.now());
  const actions = db.selectFrom("pending_actions");
  const executions = actions
    .where("queued_at", "<=", forever)
    .select(({ fn }) => [fn.countAll().as("count"), fn.min("queued_at").as("since")]);
  const tasks = db
    .selectFrom("agent_tasks")
    .select(({ fn }) => [fn.countAll().as("count"), fn.min("due_at").as("since")]);
  const events = db
    .selectFrom("webhook_events")
    .select(({ fn }) => [fn.countAll().as("count"), fn.min("next_attempt_at").as("since")]);
  // Those of a disabled endpoint wait until it is enabled.
  const deliveries = db
    .selectFrom("webhook_deliveries")
    .where("endpoint_id", "in", (endpoint) =>
      endpoint.selectFrom("webhook_endpoints").select("id").where("state", "=", "enabled"),
    )
    .select(({ fn }) => [fn.countAll().as("count"), fn.min("next_attempt_at").as("since")]);
  // Those that wait for the end of quiet hours are neither due nor leased.
  const notices = db
    .selectFrom("notification_deliveries")
    .where("channel_id", "in", (channel) =>
      channel.selectFrom("notification_channels").select("id").where("state", "=", "enabled"),
    )
    .select(({ fn }) => [fn.countAll().as("count"), fn.min("next_attempt_at").as("since")]);
  const unanswered = actions
    .where("state", "=", "pending")
    .where("expires_at", ">", now)
    .select(({ fn }) => [fn.countAll().as("count"), fn.min("created_at").as("since")]);
  return {
    at: now,
    queues: {
      action_execution: {
        // Those whose approval can still be taken back are neither due nor leased.
        due: await count(executions.where(executionWork.isDue(now))),
        leased: await count(executions.where("lease_expires_at", ">", now)),
      },
      // What is leased is due when its lease ends.
      agent_task: {
        due: await count(tasks.where("due_at", "<=", now)),
        leased: await count(tasks.where("due_at", ">", now).where("status", "=", "running")),
      },
      notification: {
        due: await count(notices.where("next_attempt_at", "<=", now)),
        leased: await count(
          notices.where("next_attempt_at", ">", now).where("lease_expires_at", ">", now),
        ),
      },
      webhook_delivery: {
        due: await count(deliveries.where("next_attempt_at", "<=", now)),
        leased: await count(
          deliveries.where("next_attempt_at", ">", now).where("lease_expires_at", ">", now),
        ),
      },
      webhook_event: {
        due: await count(events.where("next_attempt_at", "<=", now)),
        leased: await count(
          events.where("next_attempt_at", ">", now).where("state", "=", "processing"),
        ),
      },
    },
    unanswered: await count(unanswered),
  };
}

interface Counting {
  executeTakeFirstOrThrow(): Promise<{
    readonly count: number | string | bigint;
    readonly since: Date | null;
  }>;
}

async function count(query: Counting): Promise<WorkCount> {
  const { count: rows, since } = await query.executeTakeFirstOrThrow();
  return { count: Number(rows), since: since ?? undefined };
}
