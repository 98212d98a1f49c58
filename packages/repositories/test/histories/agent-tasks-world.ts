import { type AgentTaskStatus, agentTaskStatuses, type Database } from "@handsfree/schema";
import type { TestClock } from "@handsfree/testkit";
import fc, { type Arbitrary } from "fast-check";
import type { Kysely } from "kysely";
import { v7 } from "uuid";
import { expect } from "vitest";
import {
  type AgentTask,
  agentTaskTransitions,
  cancelAgentTask,
  claimAgentTasks,
  completeAgentTask,
  createAgentTask,
  failAgentTask,
  giveAgentTaskInput,
  heartbeatAgentTask,
  releaseAgentTask,
  requestAgentTaskInput,
  retryAgentTask,
} from "../../src/entries/agent-tasks.ts";
import type { MortalProcess } from "./crashing.ts";

const reports = ["complete", "fail", "give up", "ask", "release", "heartbeat"] as const;
const requests = ["answer", "cancel", "retry"] as const;

export type Step =
  | { readonly do: "create"; readonly maxAttempts: number }
  | { readonly do: "claim"; readonly limit: number; readonly seconds: number }
  /** `which` chooses among the leases, or the tasks, that the history has come to know. */
  | { readonly do: (typeof reports)[number]; readonly which: number }
  | { readonly do: (typeof requests)[number]; readonly which: number };

const choice = fc.nat({ max: 3 });

export const step: Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("create" as const),
      maxAttempts: fc.constantFrom(1, 2, 3),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("claim" as const),
      limit: fc.constantFrom(1, 2),
      seconds: fc.constantFrom(10, 60),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom(...reports), which: choice }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom(...requests), which: choice }) },
);

export const jump: Arbitrary<number> = fc.constantFrom(0, 0, 1, 9999, 10_000, 60_000, -5000);

/** A world with a task to begin with. */
export async function beginTasks(
  db: Kysely<Database>,
  clock: TestClock,
  seen: Set<string>,
): Promise<AgentTasksWorld> {
  const world = new AgentTasksWorld(db, clock, seen);
  const { userId, provider, taskIds } = world;
  const made = await createAgentTask(db, { userId, provider, instruction: "fix it" }, clock);
  if (made.outcome === "created") taskIds.push(made.task.id);
  return world;
}

/** A lease as its worker knows it. */
interface Held {
  readonly taskId: string;
  readonly token: string;
  expiresAt: number;
  /** Whether its worker reported, or somebody else may have ended it. */
  over: boolean;
}

/** All that the callers of one history were told. */
export class AgentTasksWorld {
  readonly provider: string = `copilot-${v7()}`;
  readonly userId: string = v7();
  readonly db: Kysely<Database>;
  readonly clock: TestClock;
  readonly taskIds: string[] = [];
  readonly leases: Held[] = [];
  /** The end that callers were told of a task. */
  readonly ends: Map<string, "completed" | "cancelled"> = new Map();
  readonly #seen: Set<string>;

  constructor(db: Kysely<Database>, clock: TestClock, seen: Set<string>) {
    this.db = db;
    this.clock = clock;
    this.#seen = seen;
  }

  /** Notes that callers were told so. */
  see(outcome: string): void {
    this.#seen.add(outcome);
  }

  /** A worker is given a task: no other one may hold it, and it may not have ended. */
  give(taskId: string, token: string, expiresAt: Date): void {
    const now = this.clock.now().getTime();
    expect(this.ends.get(taskId)).toBeUndefined();
    for (const other of this.leases) {
      if (other.taskId === taskId && !other.over) expect(other.expiresAt).toBeLessThanOrEqual(now);
    }
    this.leases.push({ taskId, token, expiresAt: expiresAt.getTime(), over: false });
  }
}

export async function runStep(
  world: AgentTasksWorld,
  { db }: MortalProcess,
  taken: Step,
): Promise<void> {
  const { clock, userId, provider } = world;
  if (taken.do === "create") {
    const input = { userId, provider, instruction: "fix it", maxAttempts: taken.maxAttempts };
    const made = await createAgentTask(db, input, clock);
    if (made.outcome === "created") world.taskIds.push(made.task.id);
    return;
  }
  if (taken.do === "claim") {
    const { limit, seconds: leaseSeconds } = taken;
    const request = { providers: [provider], worker: "agent", limit, leaseSeconds };
    for (const { lease } of await claimAgentTasks(db, request, clock)) {
      world.see(lease.attempt === 1 ? "claimed" : "claimed again");
      world.give(lease.taskId, lease.token, lease.expiresAt);
    }
    return;
  }
  if (isReport(taken.do)) await report(world, db, taken.do, taken.which);
  else await ask(world, db, taken.do, taken.which);
}

function isReport(verb: string): verb is (typeof reports)[number] {
  return (reports as readonly string[]).includes(verb);
}

async function report(
  world: AgentTasksWorld,
  db: Kysely<Database>,
  verb: (typeof reports)[number],
  which: number,
): Promise<void> {
  const { leases, clock, ends } = world;
  const held = leases.at(which % Math.max(leases.length, 1));
  if (held === undefined) return;
  const holder = { taskId: held.taskId, token: held.token };
  if (verb === "heartbeat") {
    const beat = await heartbeatAgentTask(db, { ...holder, progress: "half" }, clock);
    world.see(`heartbeat: ${beat.outcome}`);
    if (beat.outcome === "extended") held.expiresAt = beat.expiresAt.getTime();
    return;
  }
  // It may count even if the process dies before it hears so.
  held.over = true;
  const told = await {
    complete: () => completeAgentTask(db, { ...holder, result: 1 }, clock),
    fail: () => failAgentTask(db, { ...holder, error: "no" }, clock),
    "give up": () => failAgentTask(db, { ...holder, error: "no", retry: false }, clock),
    ask: () => requestAgentTaskInput(db, { ...holder, question: "what?" }, clock),
    release: () => releaseAgentTask(db, holder, clock),
  }[verb]();
  world.see(`${verb}: ${told.outcome}`);
  if (told.outcome === "completed") ends.set(held.taskId, "completed");
}

async function ask(
  world: AgentTasksWorld,
  db: Kysely<Database>,
  verb: (typeof requests)[number],
  which: number,
): Promise<void> {
  const { taskIds, leases, clock, userId, ends } = world;
  const id = taskIds.at(which % Math.max(taskIds.length, 1));
  if (id === undefined) return;
  if (verb === "cancel") for (const held of leases) if (held.taskId === id) held.over = true;
  const key = { userId, id };
  const told: { readonly outcome: string; readonly task?: AgentTask } = await {
    answer: () => giveAgentTaskInput(db, { ...key, answer: "this" }, clock),
    cancel: () => cancelAgentTask(db, key, clock),
    retry: () => retryAgentTask(db, key, clock),
  }[verb]();
  world.see(`${verb}: ${told.outcome}`);
  if (told.outcome === "cancelled") ends.set(id, "cancelled");
}

/** Rows are possible, what callers were told is there, and each task ended as often as it began to be worked on. */
export async function checkAgentTasks({ db, userId, ends }: AgentTasksWorld): Promise<void> {
  const rows = await db
    .selectFrom("agent_tasks")
    .selectAll()
    .where("user_id", "=", userId)
    .execute();
  const logs = await db
    .selectFrom("action_logs")
    .select(["target", "action_type"])
    .where("user_id", "=", userId)
    .execute();
  for (const row of rows) {
    const status = row.status as AgentTaskStatus;
    expect(agentTaskStatuses).toContain(status);
    expect(row.attempts).toBeGreaterThanOrEqual(0);
    expect(row.attempts).toBeLessThanOrEqual(row.max_attempts);
    expect(row.due_at === null).toBe(!["created", "running"].includes(status));
    const isOver = ["completed", "failed", "cancelled"].includes(status);
    expect(row.ended_at !== null).toBe(isOver);
    if (agentTaskTransitions[status].length === 0) expect(isOver).toBe(true);
    const end = ends.get(row.id);
    if (end !== undefined) expect(status).toBe(end);
    const count = (event: string): number =>
      logs.filter((log) => log.target === row.id && log.action_type === `agent_task.${event}`)
        .length;
    expect(count("created")).toBe(1);
    // Each end but that of the clock follows a start, and only a retry brings a further one.
    expect(count("ended")).toBeLessThanOrEqual(1 + count("retried"));
    expect(count("cancelled")).toBe(status === "cancelled" ? 1 : 0);
    expect(count("input_given")).toBeLessThanOrEqual(count("input_requested"));
  }
}
