import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestTime } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  claimAction,
  type ClaimedAction,
  type ClaimRequest,
  type PendingAction,
} from "../../src/entries/pending-actions.ts";
import { claimActions, requireClaim } from "../../src/pending-actions/execution/claim.ts";
import { executionWork } from "../../src/pending-actions/execution/work.ts";
import { Crash, failingFrom } from "../failing-database.ts";
import {
  confirmed,
  executionTrail,
  rowOf,
  stranger,
} from "../pending-actions/confirmed-actions.ts";

let db: Kysely<Database>;
let clock: TestTime;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestTime();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await db.destroy();
});

/** Confirms actions one after another, a second apart. */
async function confirmMany(count: number, input = {}): Promise<PendingAction[]> {
  const actions: PendingAction[] = [];
  for (let i = 0; i < count; i++) {
    actions.push(await confirmed(db, clock, input));
    clock.advance(1000);
  }
  return actions;
}

const request = (i: number, more: Partial<ClaimRequest> = {}): ClaimRequest => ({
  types: ["merge_pr"],
  worker: `worker ${i}`,
  ...more,
});

/** A context that makes the same id again and again. */
const withId = (id: string) => ({ now: () => clock.now(), newId: () => id });

/** The claims of as many workers at once. */
const claimAll = (
  workers: number,
  more: (i: number) => Partial<ClaimRequest> = () => ({}),
): Promise<(ClaimedAction | undefined)[]> =>
  Promise.all(
    Array.from({ length: workers }, (_, i) => claimAction(db, request(i, more(i)), clock)),
  );

const idsOf = (claims: readonly (ClaimedAction | undefined)[]): string[] =>
  claims.flatMap((claimed) => claimed?.action.id ?? []);
const sortedIds = (actions: readonly { readonly id: string }[]): string[] =>
  actions.map(({ id }) => id).toSorted();

describe("workers that claim at once", () => {
  test("get different actions, the oldest ones, in few transactions", async () => {
    const actions = await confirmMany(120);
    const run = vi.spyOn(executionWork.claims, "run");
    const claims = await claimAll(100);
    expect(idsOf(claims).toSorted()).toEqual(sortedIds(actions.slice(0, 100)));
    // On PostgreSQL the first worker does not wait for others.
    expect(run.mock.calls.length).toBeLessThanOrEqual(2);
    // Each is under the lease of its own worker, whose claim is on record.
    const [first] = claims;
    expect(first?.action).toMatchObject({ id: actions[0]?.id, worker: "worker 0", attempts: 1 });
    for (const [i, claimed] of claims.entries()) {
      expect(claimed?.action.worker).toBe(`worker ${i}`);
      expect(await executionTrail(db, claimed?.action.id ?? "")).toMatchObject([
        { event: "started", by: `worker ${i}`, attempt: 1 },
      ]);
    }
  });

  test("get what there is, if there are fewer actions", async () => {
    const actions = await confirmMany(7);
    expect(idsOf(await claimAll(30)).toSorted()).toEqual(sortedIds(actions));
    expect(idsOf(await claimAll(30))).toEqual([]);
  });

  test("get actions of their own types and users, and each action goes to one", async () => {
    const merges = await confirmMany(10);
    const deploys = await confirmMany(10, { actionType: "deploy" });
    const others = await confirmMany(10, { userId: stranger });
    const wants: Partial<ClaimRequest>[] = [
      {},
      { types: ["deploy"] },
      { types: ["deploy", "merge_pr"] },
      { userId: stranger },
      { types: ["comment"] },
    ];
    const claims = await claimAll(50, (i) => wants[i % wants.length] ?? {});
    expect(idsOf(claims).toSorted()).toEqual(sortedIds([...merges, ...deploys, ...others]));
    const unlike = claims.filter((claimed, i) => {
      const { types = ["merge_pr"], userId } = wants[i % wants.length] ?? {};
      if (claimed === undefined) return false;
      const { action } = claimed;
      return !types.includes(action.actionType) || action.userId !== (userId ?? action.userId);
    });
    expect(unlike).toEqual([]);
  });

  test("each get as many as they can carry out", async () => {
    const actions = await confirmMany(25);
    const claims = await Promise.all(
      [10, 1, 7, 20].map((limit, i) =>
        claimActions(db, requireClaim(request(i), clock), limit, clock),
      ),
    );
    expect(claims.map(({ length }) => length)).toEqual([10, 1, 7, 7]);
    expect(claims.flatMap(idsOf).toSorted()).toEqual(sortedIds(actions));
  });

  test("get others if actions that are due have ended instead", async () => {
    const actions = await confirmMany(60);
    const ids = sortedIds(actions.slice(0, 40));
    await db
      .updateTable("pending_actions")
      .set({ state: "executing", attempts: 3 })
      .where("id", "in", ids.slice(0, 20))
      .execute();
    await db
      .updateTable("pending_actions")
      .set({ action_payload: '{"pr":13}' })
      .where("id", "in", ids.slice(20))
      .execute();
    expect(idsOf(await claimAll(20)).toSorted()).toEqual(sortedIds(actions.slice(40)));
    for (const id of ids) {
      expect(await rowOf(db, id)).toMatchObject({ state: "abandoned", queued_at: null });
      expect(await executionTrail(db, id)).toMatchObject([{ event: "ended", ok: false }]);
    }
    expect(idsOf(await claimAll(20))).toEqual([]);
  });
});

describe("a claim that fails", () => {
  test("with invalid input fails alone", async () => {
    await confirmMany(10);
    const claims = await Promise.allSettled(
      Array.from({ length: 10 }, (_, i) =>
        claimAction(db, request(i, i === 4 ? { leaseSeconds: 0 } : {}), clock),
      ),
    );
    expect(claims.map(({ status }) => status).filter((status) => status === "rejected")).toEqual([
      "rejected",
    ]);
    expect(claims[4]).toMatchObject({ reason: { field: "leaseSeconds" } });
    const left = await claimAll(10);
    expect(idsOf(left)).toHaveLength(1);
  });

  test("in the database fails alone, and its action goes to another", async () => {
    const actions = await confirmMany(20);
    const [{ id: taken } = { id: "" }] = await db.selectFrom("action_logs").select("id").execute();
    const claims = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) =>
        claimAction(db, request(i), i === 11 ? withId(taken) : clock),
      ),
    );
    const failed = claims.flatMap(({ status }, i) => (status === "rejected" ? [i] : []));
    expect(failed).toEqual([11]);
    expect(claims[11]).toMatchObject({ reason: { code: "duplicate_key" } });
    const given = claims.map((claim) => (claim.status === "fulfilled" ? claim.value : undefined));
    const rest = await claimAll(5);
    expect([...idsOf(given), ...idsOf(rest)].toSorted()).toEqual(sortedIds(actions));
  });

  test("by a crash between its statements leaves the action to others", async () => {
    const [action] = await confirmMany(1);
    let statement = 1;
    const crashes = (): Promise<boolean> =>
      claimAction(failingFrom(db, statement), request(0), clock).then(
        () => false,
        (error: unknown) => error instanceof Crash,
      );
    for (; await crashes(); statement++) {
      expect(await rowOf(db, action?.id ?? "")).toMatchObject({ state: "confirmed", attempts: 0 });
      expect(await executionTrail(db, action?.id ?? "")).toEqual([]);
    }
    expect(statement).toBeGreaterThan(3);
    expect(await rowOf(db, action?.id ?? "")).toMatchObject({ state: "executing", attempts: 1 });
  });

  test("in a transaction that is rolled back leaves the action to others", async () => {
    const actions = await confirmMany(3);
    const rolledBack = db.transaction().execute(async (transaction) => {
      const claims = [];
      for (let i = 0; i < 4; i++) claims.push(await claimAction(transaction, request(i), clock));
      expect(idsOf(claims)).toEqual(actions.map(({ id }) => id));
      throw new Error("the caller changes its mind");
    });
    await expect(rolledBack).rejects.toThrow("the caller changes its mind");
    expect(idsOf(await claimAll(4)).toSorted()).toEqual(sortedIds(actions));
  });
});

test("large actions are read a few at a time", async () => {
  const actions = await confirmMany(8);
  // As if their contents had 3 MiB each.
  await db
    .updateTable("pending_actions")
    .set({ content_bytes: 3 * 1024 * 1024 })
    .execute();
  const run = vi.spyOn(executionWork.claims, "run");
  const claims = await claimActions(db, requireClaim(request(0), clock), 8, clock);
  expect(idsOf(claims)).toEqual(actions.map(({ id }) => id));
  expect(run.mock.calls).toHaveLength(8);
});
