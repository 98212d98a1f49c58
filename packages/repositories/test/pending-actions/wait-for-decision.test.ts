import { getEventListeners } from "node:events";
import { DatabaseError, type Executor, inTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestTime } from "@handsfree/testkit";
import type { Kysely, QueryExecutor } from "kysely";
import { afterEach, beforeEach, describe, expect, type MockInstance, test, vi } from "vitest";
import { listActionLogs } from "../../src/entries/action-logs.ts";
import {
  cancelPendingAction,
  claimAction,
  confirmPendingAction,
  succeedAction,
  waitForDecision,
  type WaitOptions,
} from "../../src/entries/pending-actions.ts";
import { watchesOf } from "../../src/pending-actions/wait/watches.ts";
import { holderOf, propose, required, rowOf, stranger, userId } from "./confirmed-actions.ts";

let db: Kysely<Database>;
let clock: TestTime;
let executeQuery: QueryExecutor["executeQuery"];
let statements: MockInstance<QueryExecutor["executeQuery"]>;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestTime();
  const executor = db.getExecutor();
  executeQuery = executor.executeQuery.bind(executor);
  statements = vi.spyOn(executor, "executeQuery");
});
afterEach(async () => {
  const left = watchesOf(db).size + clock.timers;
  await db.destroy();
  if (left > 0) throw new Error("a timer or a listener was left behind");
});

/** Counts the statements outside a transaction that have read an action. */
const countLooks = (): number =>
  statements.mock.calls.filter(([{ sql }]) => /^select .* from "pending_actions"/.test(sql)).length;

const wait = (id: string, options: WaitOptions = {}, user = userId) =>
  waitForDecision(db, { userId: user, id }, options, clock);
const confirm = (on: Executor<Database>, token: string) =>
  confirmPendingAction(on, { userId, token }, clock);

/** Waits until the waiter has read the action and waits for its timer. */
const settled = (): Promise<void> => vi.waitUntil(() => clock.timers > 0, { interval: 1 }).then();

describe("a decision of this process", () => {
  test.for([
    ["confirmed", confirmPendingAction],
    ["cancelled", cancelPendingAction],
  ] as const)("%s wakes a waiter without a timer", async ([outcome, decide]) => {
    const { action, token } = await propose(db, clock);
    const waiting = wait(action.id);
    await settled();
    await decide(db, { userId, token }, clock);
    expect(await waiting).toMatchObject({ outcome, action: { id: action.id, state: outcome } });
  });

  test("between the call and the first read is not missed", async () => {
    for (let i = 0; i < 20; i++) {
      const { action, token } = await propose(db, clock);
      const [awaited] = await Promise.all([wait(action.id), confirm(db, token)]);
      expect(awaited.outcome).toBe("confirmed");
    }
  });

  test.for(["Kysely's", "ours"])("in a transaction of %s wakes after the commit", async (whose) => {
    const { action, token } = await propose(db, clock);
    const waiting = wait(action.id);
    await settled();
    const looked = countLooks();
    const work = async (transaction: Executor<Database>): Promise<void> => {
      expect((await confirm(transaction, token)).outcome).toBe("confirmed");
      expect(countLooks()).toBe(looked);
    };
    await (whose === "ours" ? inTransaction(db, work) : db.transaction().execute(work));
    expect((await waiting).outcome).toBe("confirmed");
  });

  test("that is rolled back wakes no waiter", async () => {
    const { action, token } = await propose(db, clock);
    const waiting = wait(action.id);
    await settled();
    const looked = countLooks();
    const crashed = db.transaction().execute(async (transaction) => {
      expect((await confirm(transaction, token)).outcome).toBe("confirmed");
      throw new Error("crash");
    });
    await expect(crashed).rejects.toThrow("crash");
    expect(countLooks()).toBe(looked);
    await cancelPendingAction(db, { userId, token }, clock);
    expect((await waiting).outcome).toBe("cancelled");
  });

  test("that was made before is returned at once, for any outcome", async () => {
    const { action, token } = await propose(db, clock);
    await confirm(db, token);
    expect(await wait(action.id, { timeout: 0 })).toMatchObject({ outcome: "confirmed" });
    const claimed = required(await claimAction(db, { types: ["merge_pr"], worker: "ada" }, clock));
    expect(await wait(action.id)).toMatchObject({
      outcome: "confirmed",
      action: { state: "executing" },
    });
    await succeedAction(db, holderOf(claimed), clock);
    expect(await wait(action.id)).toMatchObject({
      outcome: "confirmed",
      action: { state: "succeeded" },
    });
  });
});

test("a waiter on its own connection does not affect other waiters when the connection is released", async () => {
  const { action, token } = await propose(db, clock);
  const gone = new AbortController();
  const waiting = await db.connection().execute(async (connection) => {
    const first = waitForDecision(
      connection,
      { userId, id: action.id },
      { signal: gone.signal },
      clock,
    );
    await settled();
    const second = wait(action.id);
    gone.abort();
    await expect(first).rejects.toBe(gone.signal.reason);
    return { second };
  });
  await settled();
  // On PostgreSQL this is the released connection, with changes that are not committed yet.
  await db.transaction().execute(async (transaction) => {
    await confirm(transaction, token);
    const looked = countLooks();
    clock.advance(1000);
    await vi.waitUntil(() => countLooks() > looked, { interval: 1 });
  });
  expect((await waiting.second).outcome).toBe("confirmed");
});

describe("an action whose time is over", () => {
  const stored = async (id: string) => ({
    state: (await rowOf(db, id)).state,
    trail: (await listActionLogs(db, { userId })).items.map(({ actionType }) => actionType),
  });

  test("is not moved to expired by a stranger who waits for it", async () => {
    const { action } = await propose(db, clock);
    const before = await stored(action.id);
    clock.advance(3_600_000);
    expect(await wait(action.id, {}, stranger)).toEqual({ outcome: "not_found" });
    expect(await stored(action.id)).toEqual(before);
  });

  test("is moved to expired when its owner waits beside the stranger", async () => {
    const { action } = await propose(db, clock);
    clock.advance(3_600_000);
    const waits = [wait(action.id, {}, stranger), wait(action.id), wait(action.id, {}, stranger)];
    expect((await Promise.all(waits)).map(({ outcome }) => outcome)).toEqual([
      "not_found",
      "expired",
      "not_found",
    ]);
    expect((await stored(action.id)).state).toBe("expired");
  });
});

describe("a decision of another process", () => {
  /** Decides like another process, without a notification in this one. */
  const decideElsewhere = (id: string) =>
    db
      .updateTable("pending_actions")
      .set({ state: "cancelled", decided_at: clock.now() })
      .where("id", "=", id)
      .execute();

  test("is found by the next poll", async () => {
    const { action } = await propose(db, clock);
    const waiting = wait(action.id);
    await settled();
    await decideElsewhere(action.id);
    clock.advance(1000);
    expect((await waiting).outcome).toBe("cancelled");
  });

  test("is polled for after 1, 2, 4 and 8 seconds, then every 10", async () => {
    const { action } = await propose(db, clock);
    const waiting = wait(action.id);
    for (const seconds of [1, 2, 4, 8, 10, 10, 10]) {
      await settled();
      const looked = countLooks();
      clock.advance(seconds * 1000 - 1);
      expect(clock.timers).toBe(1);
      clock.advance(1);
      expect(clock.timers).toBe(0);
      await settled();
      expect(countLooks()).toBe(looked + 1);
    }
    await decideElsewhere(action.id);
    clock.advanceToNext();
    expect((await waiting).outcome).toBe("cancelled");
  });

  test("a row that was deleted during the wait is not found", async () => {
    const { action } = await propose(db, clock);
    const waiting = wait(action.id);
    await settled();
    await db.deleteFrom("pending_actions").where("id", "=", action.id).execute();
    clock.advance(1000);
    expect(await waiting).toEqual({ outcome: "not_found" });
  });
});

describe("at expiresAt", () => {
  test("it is moved to expired by the clock, for all waiters", async () => {
    const { action, token } = await propose(db, clock, { expiresInSeconds: 10 });
    const waiting = [wait(action.id), wait(action.id)];
    for (const milliseconds of [1000, 2000, 4000]) {
      await settled();
      clock.advance(milliseconds);
    }
    await settled();
    clock.advance(2999);
    expect(clock.timers).toBe(1);
    clock.advance(1);
    for (const awaited of await Promise.all(waiting)) {
      expect(awaited).toMatchObject({ outcome: "expired", action: { state: "expired" } });
    }
    const { items } = await listActionLogs(db, { userId, actionType: "pending_action.expired" });
    expect(items).toMatchObject([{ target: action.id, result: { by: "clock", state: "expired" } }]);
    clock.jump(-60_000);
    expect((await confirm(db, token)).outcome).not.toBe("confirmed");
  });

  test("a confirmation in time that is written late wins or is refused, and the waiter gets the same outcome", async () => {
    for (let i = 0; i < 20; i++) {
      const { action, token } = await propose(db, clock, { expiresInSeconds: 10 });
      clock.advance(9999);
      const instant = clock.now();
      const early = { now: () => instant, newId: clock.newId };
      clock.advance(1);
      const [decision, awaited] = await Promise.all([
        confirmPendingAction(db, { userId, token }, early),
        wait(action.id),
      ]);
      expect(awaited.outcome).toBe(decision.outcome === "confirmed" ? "confirmed" : "expired");
    }
  });

  test("a clock that jumps over it is noticed at the next poll", async () => {
    const { action } = await propose(db, clock);
    const waiting = wait(action.id);
    await settled();
    clock.jump(24 * 3_600_000);
    clock.advance(1000);
    expect((await waiting).outcome).toBe("expired");
  });
});

describe("ending early", () => {
  test("an abort rejects with the signal's reason, and leaves no listener", async () => {
    const { action } = await propose(db, clock);
    const controller = new AbortController();
    const waiting = wait(action.id, { signal: controller.signal, timeout: 5000 });
    await settled();
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(1);
    const reason = new Error("the user hung up");
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    await expect(wait(action.id, { signal: controller.signal })).rejects.toBe(reason);
  });

  test("a timeout is an outcome, only for the waiter that set it", async () => {
    const { action, token } = await propose(db, clock);
    const short = wait(action.id, { timeout: 500 });
    const long = wait(action.id, { timeout: 60_000 });
    await vi.waitUntil(() => clock.timers === 3, { interval: 1 });
    clock.advance(500);
    expect(await short).toEqual({ outcome: "timed_out" });
    expect(watchesOf(db).size).toBe(1);
    await confirm(db, token);
    expect((await long).outcome).toBe("confirmed");
  });

  test("a timeout of 0 reads once", async () => {
    const { action } = await propose(db, clock);
    expect(await wait(action.id, { timeout: 0 })).toEqual({ outcome: "timed_out" });
    expect(countLooks()).toBe(1);
  });

  test("an unknown action and another user's action are not found", async () => {
    const { action, token } = await propose(db, clock);
    expect(await wait(stranger)).toEqual({ outcome: "not_found" });
    const own = wait(action.id.toUpperCase());
    expect(await wait(action.id, {}, stranger)).toEqual({ outcome: "not_found" });
    await confirm(db, token);
    expect((await own).outcome).toBe("confirmed");
  });

  test("an approver may wait for it", async () => {
    const { action } = await propose(db, clock);
    const approvers = JSON.stringify([userId, stranger]);
    await db
      .updateTable("pending_actions")
      .set({ approvers })
      .where("id", "=", action.id)
      .execute();
    expect(await wait(action.id, { timeout: 0 }, stranger)).toEqual({ outcome: "timed_out" });
  });

  test.for([
    [{ timeout: -1 }, "timeout"],
    [{ timeout: 1.5 }, "timeout"],
    [{ timeout: Number.NaN }, "timeout"],
    [{ timeout: 2 ** 31 }, "timeout"],
  ] as const)("refuses %j", async ([options, field]) => {
    const { action } = await propose(db, clock);
    await expect(wait(action.id, options)).rejects.toMatchObject({ code: "invalid_input", field });
  });

  test("refuses an invalid id, and a transaction, which cannot see a decision", async () => {
    const { action } = await propose(db, clock);
    await expect(wait("none")).rejects.toMatchObject({ field: "id" });
    await expect(wait(action.id, {}, "nobody")).rejects.toMatchObject({ field: "userId" });
    await db.transaction().execute(async (transaction) => {
      const waiting = waitForDecision(transaction, { userId, id: action.id }, {}, clock);
      await expect(waiting).rejects.toMatchObject({ code: "invalid_input", field: "db" });
    });
  });
});

describe("a database that fails", () => {
  const failOnce = (retryable: boolean): void => {
    const error = new DatabaseError("database_unavailable", "no answer", { retryable });
    const run = statements.getMockImplementation();
    let hasFailed = false;
    // The tail of the feed makes statements too.
    statements.mockImplementation(function (this: QueryExecutor, ...given) {
      if (!hasFailed && given[0].sql.includes('from "pending_actions"')) {
        hasFailed = true;
        return Promise.reject(error);
      }
      return (run ?? executeQuery).apply(this, given);
    });
  };

  test("with a retryable error does not end the wait", async () => {
    const { action, token } = await propose(db, clock);
    const waiting = wait(action.id);
    await settled();
    failOnce(true);
    clock.advance(1000);
    await settled();
    await confirm(db, token);
    expect((await waiting).outcome).toBe("confirmed");
  });

  test.for([
    ["for good", false, 1000],
    ["at the first look", true, 0],
  ] as const)("%s ends it with the error", async ([, retryable, after]) => {
    const { action } = await propose(db, clock);
    if (after === 0) failOnce(retryable);
    const failed = wait(action.id).catch((error: unknown) => error);
    if (after > 0) {
      await settled();
      failOnce(retryable);
      clock.advance(after);
    }
    expect(await failed).toMatchObject({ code: "database_unavailable" });
  });
});

describe("many at once", () => {
  test("2000 waiters for one action share a few reads", async () => {
    const { action, token } = await propose(db, clock);
    const waiting = Array.from({ length: 2000 }, () => wait(action.id));
    await settled();
    expect(countLooks()).toBeLessThanOrEqual(2);
    await confirm(db, token);
    const outcomes = (await Promise.all(waiting)).map(({ outcome }) => outcome);
    expect(new Set(outcomes)).toEqual(new Set(["confirmed"]));
    // The decision itself reads too.
    expect(countLooks()).toBeLessThanOrEqual(5);
  });

  test("300 waiters for 300 actions each get the decision of their own", async () => {
    const proposals = await Promise.all(
      Array.from({ length: 300 }, (_, i) =>
        propose(db, clock, { summary: `number ${i}`, openLimit: 300 }),
      ),
    );
    const waiting = proposals.map(({ action }) => wait(action.id));
    await vi.waitUntil(() => clock.timers === 300, { interval: 1 });
    await Promise.all(
      proposals.map(({ token }, i) =>
        (i % 2 === 0 ? confirmPendingAction : cancelPendingAction)(db, { userId, token }, clock),
      ),
    );
    const outcomes = (await Promise.all(waiting)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(proposals.map((_, i) => (i % 2 === 0 ? "confirmed" : "cancelled")));
  });
});
