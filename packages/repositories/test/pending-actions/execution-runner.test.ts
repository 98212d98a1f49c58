import { DatabaseError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestTime } from "@handsfree/testkit";
import type { Kysely, QueryExecutor } from "kysely";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type ActionExecutor,
  claimAction,
  executeActions,
  type ExecuteOptions,
  type Execution,
  ExecutionFailure,
  succeedAction,
} from "../../src/entries/pending-actions.ts";
import { toPendingAction } from "../../src/pending-actions/action.ts";
import { digestAction } from "../../src/pending-actions/digest.ts";
import { confirmed, executionTrail, holderOf, required, rowOf } from "./confirmed-actions.ts";

let db: Kysely<Database>;
let clock: TestTime;
let stop: AbortController;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestTime();
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await db.destroy();
});

const run = (execute: ActionExecutor, options: Partial<ExecuteOptions> = {}): Promise<void> =>
  executeActions(
    db,
    {
      types: ["merge_pr"],
      worker: "ada",
      leaseSeconds: 60,
      execute,
      signal: stop.signal,
      ...options,
    },
    clock,
  );

/** An executor that waits to be told how to end, and what it was given. */
class Steps {
  readonly given: { id: string; execution: Execution }[] = [];
  readonly #ends: ((result: unknown) => void)[] = [];

  readonly execute: ActionExecutor = ({ id }, execution) => {
    this.given.push({ id, execution });
    return new Promise((resolve) => this.#ends.push(resolve));
  };

  async begun(count: number): Promise<void> {
    await vi.waitUntil(() => this.given.length >= count, { interval: 1 });
  }

  end(index: number, result: unknown = null): void {
    this.#ends[index]?.(result);
  }
}

const stateOf = async (id: string): Promise<string> => (await rowOf(db, id)).state;
const until = (condition: () => Promise<boolean>): Promise<boolean> =>
  vi.waitUntil(condition, { interval: 5, timeout: 10_000 });
const reaches = async (id: string, state: string): Promise<void> => {
  await until(async () => (await stateOf(id)) === state);
};
const later = (milliseconds: number): number => clock.now().getTime() + milliseconds;
/** Until so many wait to be called back. */
const timers = (count: number): Promise<unknown> =>
  vi.waitUntil(() => clock.timers === count, { interval: 1 });
/** Until the run has nothing to do and waits for its next look. */
const idle = (): Promise<unknown> => timers(1);
/** Until one that executes waits for its next heartbeat, or the end of its lease. */
const beating = (): Promise<unknown> => timers(2);

describe("a run", () => {
  test("executes what is there, hands the key on, and keeps the result", async () => {
    const { id } = await confirmed(db, clock);
    const running = run(({ actionPayload }, { idempotencyKey, attempt }) => {
      stop.abort();
      return { actionPayload, idempotencyKey, attempt };
    });
    await running;
    expect(await rowOf(db, id)).toMatchObject({ state: "succeeded", lease_worker: "ada" });
    expect(JSON.parse((await rowOf(db, id)).execution_result ?? "")).toEqual({
      actionPayload: { pr: 12 },
      idempotencyKey: `handsfree-action-${id}`,
      attempt: 1,
    });
    expect(clock.timers).toBe(0);
  });

  test("takes what is confirmed later at once, without a look in between", async () => {
    const running = run(() => null);
    await idle();
    const { id } = await confirmed(db, clock);
    await reaches(id, "succeeded");
    stop.abort();
    await running;
    expect(clock.timers).toBe(0);
  });

  test("looks for what it was not told of every pollSeconds", async () => {
    const running = run(() => null, { pollSeconds: 7 });
    await idle();
    const { id } = await confirmed(db, clock, { actionType: "deploy" });
    // As another process would confirm one of its type.
    const action = toPendingAction(await rowOf(db, id));
    await db
      .updateTable("pending_actions")
      .set({
        action_type: "merge_pr",
        payload_digest: digestAction({ ...action, actionType: "merge_pr" }),
      })
      .where("id", "=", id)
      .execute();
    clock.advance(6999);
    expect(clock.timers).toBe(1);
    clock.advance(1);
    await reaches(id, "succeeded");
    stop.abort();
    await running;
  });

  test("executes as many at a time as it is told to", async () => {
    for (let i = 0; i < 5; i++) await confirmed(db, clock);
    const steps = new Steps();
    const running = run(steps.execute, { concurrency: 3 });
    await steps.begun(3);
    const executing = await db
      .selectFrom("pending_actions")
      .select("id")
      .where("state", "=", "executing")
      .execute();
    expect(executing).toHaveLength(3);
    for (let i = 0; i < 5; i++) {
      await steps.begun(Math.min(i + 3, 5));
      steps.end(i);
    }
    await until(async () =>
      (await db.selectFrom("pending_actions").select("state").execute()).every(
        ({ state }) => state === "succeeded",
      ),
    );
    stop.abort();
    await running;
    expect(new Set(steps.given.map(({ id }) => id)).size).toBe(5);
  });

  test("that is stopped finishes what it has begun, claims nothing more, and says when", async () => {
    const first = await confirmed(db, clock);
    const steps = new Steps();
    const running = run(steps.execute);
    await steps.begun(1);
    const second = await confirmed(db, clock);
    stop.abort();
    expect(steps.given[0]?.execution.signal.aborted).toBe(false);
    steps.end(0, "done");
    await running;
    expect(await rowOf(db, first.id)).toMatchObject({
      state: "succeeded",
      execution_result: '"done"',
    });
    expect(await stateOf(second.id)).toBe("confirmed");
    expect(clock.timers).toBe(0);
  });

  test("that was stopped before begins nothing", async () => {
    const { id } = await confirmed(db, clock);
    stop.abort();
    await run(() => null);
    expect(await stateOf(id)).toBe("confirmed");
  });

  test.for([
    [{ types: [] }, "types"],
    [{ types: "merge_pr" as unknown as string[] }, "types"],
    [{ worker: "" }, "worker"],
    [{ leaseSeconds: 0 }, "leaseSeconds"],
    [{ pollSeconds: 0 }, "pollSeconds"],
    [{ concurrency: 101 }, "concurrency"],
    [{ execute: undefined as unknown as ActionExecutor }, "execute"],
  ] as const)("refuses %j and names the field", async ([options, field]) => {
    const { id } = await confirmed(db, clock);
    await expect(run(() => null, options)).rejects.toMatchObject({ code: "invalid_input", field });
    expect(await stateOf(id)).toBe("confirmed");
  });
});

describe("what an executor throws", () => {
  test.for([
    [new TypeError("no such branch"), "TypeError: no such branch"],
    ["a text", "a text"],
    [undefined, "undefined"],
    ["", "failed without an error message"],
    [Object.create(null), "failed without an error message"],
    [new Error(`ghp_${"a".repeat(36)}`), "Error: [redacted]"],
  ] as const)("makes the action failed, and the run goes on: %#", async ([thrown, error]) => {
    const bad = await confirmed(db, clock);
    clock.advance(1);
    const good = await confirmed(db, clock);
    const running = run(({ id }) => {
      if (id === good.id) return stop.abort();
      throw thrown;
    });
    await running;
    expect(await rowOf(db, bad.id)).toMatchObject({ state: "failed", execution_error: error });
    expect(await stateOf(good.id)).toBe("succeeded");
  });

  test("and what it returns that JSON has no form for is left out, since it was done", async () => {
    const { id } = await confirmed(db, clock);
    await run(() => {
      stop.abort();
      return { when: new Date() };
    });
    expect(await rowOf(db, id)).toMatchObject({ state: "succeeded", execution_result: null });
  });
});

describe("an ExecutionFailure", () => {
  test("that is final keeps its message and its result", async () => {
    const { id } = await confirmed(db, clock);
    await run(() => {
      stop.abort();
      throw new ExecutionFailure("the branch is gone", { result: { branch: "main" } });
    });
    expect(await rowOf(db, id)).toMatchObject({
      state: "failed",
      execution_error: "the branch is gone",
      execution_result: '{"branch":"main"}',
    });
  });

  test("that may pass releases the action, and is final in the last attempt", async () => {
    const { id } = await confirmed(db, clock, { maxAttempts: 2 });
    const running = run(({ attempts }) => {
      if (attempts === 2) stop.abort();
      throw new ExecutionFailure("it is away", { retryAfterSeconds: 30 });
    });
    await until(async () => (await rowOf(db, id)).lease_expires_at?.getTime() === later(30_000));
    await idle();
    clock.advance(29_999);
    await idle();
    expect(await rowOf(db, id)).toMatchObject({ state: "executing", attempts: 1 });
    clock.advance(5000);
    await running;
    expect(await rowOf(db, id)).toMatchObject({ state: "failed", execution_error: "it is away" });
    expect((await executionTrail(db, id)).map(({ event }) => event)).toEqual([
      "started",
      "released",
      "started",
      "ended",
    ]);
  });

  test("with a result that JSON has no form for fails all the same", async () => {
    const { id } = await confirmed(db, clock);
    await run(() => {
      stop.abort();
      throw new ExecutionFailure("no", { result: { when: new Date() } });
    });
    expect(await rowOf(db, id)).toMatchObject({ state: "failed", execution_result: null });
  });
});

describe("the lease of a run", () => {
  test("is kept by a heartbeat each third of it", async () => {
    const { id } = await confirmed(db, clock);
    const steps = new Steps();
    const running = run(steps.execute);
    await steps.begun(1);
    for (let i = 1; i <= 9; i++) {
      await beating();
      clock.advance(20_000);
      const end = clock.now().getTime() + 60_000;
      await until(async () => (await rowOf(db, id)).lease_expires_at?.getTime() === end);
    }
    expect(await claimAction(db, { types: ["merge_pr"], worker: "bob" }, clock)).toBeUndefined();
    stop.abort();
    steps.end(0);
    await running;
    expect(await rowOf(db, id)).toMatchObject({ state: "succeeded", attempts: 1 });
  });

  test("when it is lost, aborts the executor's signal, and its report changes nothing", async () => {
    const { id } = await confirmed(db, clock);
    const steps = new Steps();
    const running = run(steps.execute);
    await steps.begun(1);
    // Such as a machine that slept.
    clock.jump(60_000);
    const next = required(await claimAction(db, { types: ["merge_pr"], worker: "bob" }, clock));
    const signal = required(steps.given[0]).execution.signal;
    const aborted = new Promise((resolve) => signal.addEventListener("abort", resolve));
    clock.advance(20_000);
    await aborted;
    expect(signal.reason).toMatchObject({ message: expect.stringContaining("lease") as unknown });
    stop.abort();
    steps.end(0, "too late");
    await running;
    expect(await rowOf(db, id)).toMatchObject({ state: "executing", lease_worker: "bob" });
    expect(await succeedAction(db, holderOf(next), clock)).toMatchObject({ outcome: "succeeded" });
    expect((await executionTrail(db, id)).map(({ by }) => by)).toEqual(["ada", "bob", "bob"]);
  });

  test("that expired still counts if no other worker took over", async () => {
    const { id } = await confirmed(db, clock);
    const steps = new Steps();
    const running = run(steps.execute);
    await steps.begun(1);
    clock.jump(3_600_000);
    stop.abort();
    steps.end(0, "slept");
    await running;
    expect(await rowOf(db, id)).toMatchObject({ state: "succeeded", execution_result: '"slept"' });
  });
});

describe("a database that fails", () => {
  const failing = (sql: RegExp, retryable: boolean): { restore(): void } => {
    // A transaction has an executor of its own.
    const executors = Object.getPrototypeOf(db.getExecutor()) as QueryExecutor;
    const { executeQuery: pass } = executors as {
      executeQuery: (
        this: QueryExecutor,
        ...args: Parameters<QueryExecutor["executeQuery"]>
      ) => ReturnType<QueryExecutor["executeQuery"]>;
    };
    const spy = vi.spyOn(executors, "executeQuery").mockImplementation(function (
      this: QueryExecutor,
      query,
      ...rest
    ) {
      return sql.test(query.sql)
        ? Promise.reject(new DatabaseError("database_unavailable", "no answer", { retryable }))
        : pass.call(this, query, ...rest);
    });
    return { restore: () => spy.mockRestore() };
  };
  /** The first statement of a claim, and of a heartbeat or a report. */
  const claimSql = /^select .*"queued_at" .* limit/;
  const byIdSql = /^select "id", "user_id", .* from "pending_actions" where "id" =/;

  test("in a way that may pass is asked again at the next look", async () => {
    const { id } = await confirmed(db, clock);
    const outage = failing(claimSql, true);
    const running = run(() => stop.abort());
    await idle();
    outage.restore();
    clock.advance(5000);
    await running;
    expect(await stateOf(id)).toBe("succeeded");
  });

  test("while it executes: the heartbeats go on, and the report is made when it answers", async () => {
    const { id } = await confirmed(db, clock);
    const steps = new Steps();
    const running = run(steps.execute);
    await steps.begun(1);
    const outage = failing(byIdSql, true);
    clock.advance(20_000);
    await beating();
    expect(steps.given[0]?.execution.signal.aborted).toBe(false);
    stop.abort();
    steps.end(0, "done");
    // Those of the lease, and that of the next try.
    await timers(3);
    outage.restore();
    clock.advance(1000);
    await running;
    expect(await rowOf(db, id)).toMatchObject({ state: "succeeded", execution_result: '"done"' });
    expect(clock.timers).toBe(0);
  });

  test("for longer than a lease aborts what executes, since another may have it", async () => {
    await confirmed(db, clock);
    const steps = new Steps();
    const running = run(steps.execute);
    await steps.begun(1);
    const outage = failing(byIdSql, true);
    const { signal } = required(steps.given[0]).execution;
    for (let i = 0; i < 3; i++) {
      expect(signal.aborted).toBe(false);
      await beating();
      clock.advance(20_000);
    }
    await vi.waitUntil(() => signal.aborted, { interval: 1 });
    outage.restore();
    stop.abort();
    steps.end(0);
    await running;
  });

  test("and does not answer at all: what executes is aborted when the lease runs out", async () => {
    const { id } = await confirmed(db, clock);
    const steps = new Steps();
    const running = run(steps.execute);
    await steps.begun(1);
    const { signal } = required(steps.given[0]).execution;
    // A heartbeat waits for it as for a server that has gone.
    const writer = await db.startTransaction().execute();
    await writer
      .updateTable("pending_actions")
      .set({ summary: "x" })
      .where("id", "=", id)
      .execute();
    clock.advance(59_999);
    expect(signal.aborted).toBe(false);
    clock.advance(1);
    expect(signal.aborted).toBe(true);
    await writer.rollback().execute();
    stop.abort();
    steps.end(0);
    await running;
    expect(clock.timers).toBe(0);
  });

  test("for good ends the run with the error, once what executed has ended", async () => {
    const { id } = await confirmed(db, clock);
    const steps = new Steps();
    const running = run(steps.execute, { concurrency: 2 }).catch((error: unknown) => error);
    await steps.begun(1);
    // The other one waits for something to do.
    await timers(3);
    const outage = failing(claimSql, false);
    clock.advance(5000);
    await timers(2);
    steps.end(0, "done");
    expect(await running).toMatchObject({ code: "database_unavailable" });
    outage.restore();
    expect(await stateOf(id)).toBe("succeeded");
  });
});
