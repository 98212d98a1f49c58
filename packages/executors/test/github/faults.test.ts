import { DatabaseError } from "@handsfree/query";
import type { PendingAction } from "@handsfree/repositories/pending-actions";
import type { CompiledQuery, QueryExecutor } from "kysely";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { executeGithubActions } from "../../src/index.ts";
import { World } from "./world.ts";

const mergeRoute = "put /pulls/{pull_number}/merge";
const pullRoute = "get /pulls/{pull_number}";

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await world[Symbol.asyncDispose]();
});

/** Runs an executor, with short leases, until the action has ended. */
async function end(action: PendingAction, meanwhile?: () => Promise<void>): Promise<PendingAction> {
  const stop = new AbortController();
  const running = executeGithubActions(world.db, {
    github: world.settings,
    pollSeconds: 1,
    leaseSeconds: 3,
    concurrency: 2,
    signal: stop.signal,
  });
  try {
    await meanwhile?.();
    return await world.endOf(action);
  } finally {
    stop.abort();
    await running;
  }
}

const approveMerge = (head: string, input = {}): Promise<PendingAction> =>
  world.approve("merge_pr", { number: 12, method: "squash", head_sha: head }, input);

describe("a lease that is lost", () => {
  /** As if it ran out while this process was frozen: the heartbeat finds that it is over, and the action is due. */
  async function loseLease({ id }: PendingAction): Promise<void> {
    await world.db
      .updateTable("pending_actions")
      .set({ lease_sha256: null, lease_expires_at: null })
      .where("id", "=", id)
      .execute();
  }
  const asked = (route: string): Promise<void> =>
    vi.waitFor(() => expect(world.github.count(route)).toBe(1), { timeout: 100_000 });

  test("while GitHub merges: the next attempt finds the merge, and nothing is failed", async () => {
    const pull = world.repository.addPull({ number: 12 });
    const action = await approveMerge(pull.head);
    const answer = Promise.withResolvers<void>();
    world.github.failNext(mergeRoute, { kind: "slow", until: answer.promise });
    const ended = await end(action, async () => {
      await asked(mergeRoute);
      await loseLease(action);
    });
    answer.resolve();
    expect(ended).toMatchObject({ state: "succeeded", attempts: 2, result: { found: true } });
    expect(world.github.count(mergeRoute)).toBe(1);
    const steps = await world.steps(action.id);
    expect(steps.map(({ event }) => event)).not.toContain("failed");
    expect(await world.logs()).toHaveLength(1);
  });

  test("before the merge: the attempt that lost it merges nothing", async () => {
    const pull = world.repository.addPull({ number: 12 });
    const action = await approveMerge(pull.head);
    const answer = Promise.withResolvers<void>();
    world.github.failNext(pullRoute, { kind: "slow", until: answer.promise });
    const ended = await end(action, async () => {
      await asked(pullRoute);
      await loseLease(action);
    });
    answer.resolve();
    expect(ended).toMatchObject({ state: "succeeded", attempts: 2, result: { found: false } });
    expect(world.github.count(mergeRoute)).toBe(1);
  });
});

/** Lets the first statements of a kind fail. @returns how many have failed. */
function failStatements(
  isMeant: (statement: CompiledQuery) => boolean,
  { times, retryable }: { readonly times: number; readonly retryable: boolean },
): () => number {
  // A transaction has an executor of its own.
  const executors = Object.getPrototypeOf(world.db.getExecutor()) as QueryExecutor;
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the executor below
  const { executeQuery: pass } = executors;
  let failed = 0;
  vi.spyOn(executors, "executeQuery").mockImplementation(function (
    this: QueryExecutor,
    query,
    ...rest
  ) {
    if (failed === times || !isMeant(query)) return pass.call(this, query, ...rest);
    failed++;
    const error = new DatabaseError("database_unavailable", "no answer", { retryable });
    return Promise.reject(error);
  });
  return () => failed;
}

describe("a database that is away when the merge is recorded", () => {
  const isReceipt = ({ sql, parameters }: CompiledQuery): boolean =>
    sql.startsWith("insert") &&
    parameters.some((value) => String(value).startsWith("handsfree-action-"));

  test.for([true, false])(
    "is asked again by the next attempt, which finds the merge (retryable: %s)",
    async (retryable) => {
      const pull = world.repository.addPull({ number: 12 });
      const action = await approveMerge(pull.head);
      const failures = failStatements(isReceipt, { times: 1, retryable });
      const ended = await end(action);
      expect(failures()).toBe(1);
      expect(ended).toMatchObject({ state: "succeeded", attempts: 2, result: { found: true } });
      expect(world.github.count(mergeRoute)).toBe(1);
      expect(await world.steps(action.id)).toContainEqual({
        event: "released",
        reason: "it was carried out, and could not be recorded yet",
      });
      expect(await world.logs()).toHaveLength(1);
    },
  );

  test("in the last attempt: the action has succeeded, with the receipt as its result", async () => {
    const pull = world.repository.addPull({ number: 12 });
    const action = await approveMerge(pull.head, { maxAttempts: 1 });
    failStatements(isReceipt, { times: 100, retryable: false });
    expect(await end(action)).toMatchObject({
      state: "succeeded",
      result: { what: "merged", sha: pull.mergeSha, found: false },
    });
    expect(world.github.count(mergeRoute)).toBe(1);
  });
});

test("a database that is away before the merge leaves GitHub alone until it answers", async () => {
  const pull = world.repository.addPull({ number: 12 });
  const action = await approveMerge(pull.head);
  let asked: number | undefined;
  const failures = failStatements(
    ({ sql }) => {
      const isMeant = sql.includes('from "github_connections"');
      if (isMeant) asked ??= world.github.requests.length;
      return isMeant;
    },
    { times: 1, retryable: true },
  );
  expect(await end(action)).toMatchObject({ state: "succeeded", attempts: 2 });
  expect({ failures: failures(), asked }).toEqual({ failures: 1, asked: 0 });
  expect(await world.steps(action.id)).toContainEqual({
    event: "released",
    reason: "the database did not answer",
  });
  expect(world.github.count(mergeRoute)).toBe(1);
});
