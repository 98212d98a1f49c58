import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { createPendingAction, type NewPendingAction } from "../../src/entries/pending-actions.ts";
import { askProposal } from "../../src/pending-actions/create.ts";
import { sharedProposals } from "../../src/pending-actions/shared-proposals.ts";
import { Crash, failingFrom } from "../failing-database.ts";
import { Actions, owner, race } from "./actions.ts";

let actions: Actions;
beforeEach(async () => {
  actions = await Actions.open();
});
afterEach(() => actions[Symbol.asyncDispose]());

/** The id of one of many owners. */
const ownerAt = (n: number): string =>
  `019a2f6e-0000-7000-8000-0000000001${String(n).padStart(2, "0")}`;
const plain = { summary: "Merge #12", actionType: "merge_pr", actionPayload: { pr: 12 } };

const countOf = async (userId: string): Promise<number> =>
  (
    await actions.db
      .selectFrom("pending_actions")
      .select("id")
      .where("user_id", "=", userId)
      .execute()
  ).length;

describe("the limit is exact for callers who share a transaction", () => {
  test("of many owners at their limit at once", async () => {
    const limits = Array.from({ length: 30 }, (_, n) => 1 + n);
    const outcomes = await race(1200, (n) =>
      actions.attempt({ userId: ownerAt(n % 30), openLimit: 1 + (n % 30) }),
    );
    const proposed = limits.reduce((sum, limit) => sum + limit);
    expect(outcomes).toEqual({ proposed, too_many_open: 1200 - proposed });
    const counts = await Promise.all(limits.map((_, n) => countOf(ownerAt(n))));
    expect(counts).toEqual(limits);
  });

  test("of one owner with 200 callers, some of whose actions expire meanwhile", async () => {
    for (let n = 0; n < 20; n++) await actions.propose({ expiresInSeconds: 10 + n });
    const start = actions.clock.now();
    // The clock goes on between the calls, and an action expires each second.
    const outcomes = await race(200, (n) => {
      actions.clock.advance(n === 0 ? 9900 : 100);
      return actions.attempt({ openLimit: 20, summary: `Merge ${n}`, expiresInSeconds: 3600 });
    });
    expect(outcomes).toEqual({ proposed: 20, too_many_open: 180 });
    const made = await actions.db
      .selectFrom("pending_actions")
      .select(["created_at"])
      .where("created_at", ">", start)
      .orderBy("created_at")
      .execute();
    expect(made).toHaveLength(20);
    // Each one took the place of an action that had expired at its instant.
    for (const [index, { created_at }] of made.entries()) {
      expect(created_at.getTime() - start.getTime()).toBeGreaterThanOrEqual(10_000 + index * 1000);
    }
  });
});

test("callers at once share a few transactions", async () => {
  const run = vi.spyOn(sharedProposals, "run");
  try {
    const outcomes = await race(100, (n) => actions.attempt({ userId: ownerAt(n) }));
    expect(outcomes).toEqual({ proposed: 100 });
    expect(run.mock.calls.length).toBeLessThan(8);
  } finally {
    run.mockRestore();
  }
});

const anyProposal = fc.record({
  userId: fc.constantFrom(ownerAt(0), ownerAt(0), ownerAt(1)),
  idempotencyKey: fc.constantFrom(null, null, "a", "b"),
  summary: fc.constantFrom("Merge #12", "Merge #12", "Merge #12", "Merge #13"),
  expiresInSeconds: fc.constantFrom(10, 20, 86_400),
  openLimit: fc.constantFrom(1, 2, 3, 5),
  /** How far the clock goes before the proposal, in milliseconds. */
  after: fc.constantFrom(0, 0, 1, 5000, 10_000, 86_400_000 - 5000, 86_400_000),
});

test(
  "proposals in one transaction have the outcomes that they have one after the other",
  { timeout: 120_000 },
  async () => {
    const alone = await Actions.open();
    let history = 0;
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.array(anyProposal, { minLength: 2, maxLength: 12 }),
          async (proposals) => {
            history++;
            for (const world of [alone, actions]) world.clock.advance(90 * 86_400_000);
            const inputs = proposals.map(({ after, ...input }) => ({
              after,
              input: {
                ...input,
                userId: `019a2f6e-0000-7000-8000-${input.userId.slice(-2)}${String(history).padStart(10, "0")}`,
                actionType: "merge_pr",
                actionPayload: {},
              } satisfies NewPendingAction,
            }));
            const expected: unknown[] = [];
            for (const { after, input } of inputs) {
              alone.clock.advance(after);
              expected.push(told(await alone.attempt(input)));
            }
            const asked = inputs.map(({ after, input }) => {
              actions.clock.advance(after);
              return askProposal(input, actions.clock);
            });
            const half = asked.length >> 1;
            const outcomes = [];
            for (const some of [asked.slice(0, half), asked.slice(half)]) {
              const served = await actions.db
                .transaction()
                .execute((transaction) => sharedProposals.run(transaction, some));
              outcomes.push(...served.map(told));
            }
            expect(outcomes).toEqual(expected);
            for (const userId of new Set(inputs.map(({ input }) => input.userId))) {
              expect(await actions.events(userId)).toEqual(await alone.events(userId));
            }
          },
        ),
        { numRuns: inject("depth") === "deep" ? 100 : 12 },
      );
    } finally {
      await alone[Symbol.asyncDispose]();
    }
  },
);

/** What can be compared between two databases: the action by the instant at which it was made. */
function told(proposal: Awaited<ReturnType<Actions["attempt"]>>): unknown {
  if (!("token" in proposal)) return proposal;
  const { outcome, token, action } = proposal;
  return { outcome, hasToken: token !== null, action: { ...action, id: "", userId: "" } };
}

test("a proposal that fails leaves the others of its transaction", async () => {
  const { clock } = actions;
  await actions.propose();
  const [taken = ""] = (await actions.trail()).map(({ id }) => id);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 50 }, (_, n) => {
      // The second id is that of the audit row.
      const ids = n === 17 ? [clock.newId(), taken] : [];
      const newId = (): string => ids.shift() ?? clock.newId();
      return createPendingAction(
        actions.db,
        { ...plain, userId: ownerAt(n) },
        { now: clock.now, newId },
      );
    }),
  );
  const failed = outcomes.flatMap(({ status }, n) => (status === "rejected" ? [n] : []));
  expect(failed).toEqual([17]);
  expect(outcomes[17]).toMatchObject({ reason: { code: "duplicate_key" } });
  expect(await actions.count("pending_actions")).toBe(50);
  expect(await actions.count("action_logs")).toBe(50);
});

test("a crash between the statements leaves nothing, and the key is free", async () => {
  const input = { ...plain, userId: owner, idempotencyKey: "a" };
  /** The number of rows after a crash at each statement. */
  const left: number[] = [];
  const crashesAt = (statement: number): Promise<boolean> =>
    createPendingAction(failingFrom(actions.db, statement), input, actions.clock).then(
      () => false,
      (error: unknown) => error instanceof Crash,
    );
  while (await crashesAt(left.length + 1)) {
    left.push((await actions.count("pending_actions")) + (await actions.count("action_logs")));
  }
  expect(left.length).toBeGreaterThan(2);
  expect(left.filter((rows) => rows > 0)).toEqual([]);
  expect(await actions.attempt({ idempotencyKey: "a" })).toMatchObject({ outcome: "replayed" });
});

test("in a caller's transaction that is rolled back nothing is left", async () => {
  const rolledBack = actions.db.transaction().execute(async (transaction) => {
    const inside = actions.within(transaction);
    const outcomes = [];
    for (const idempotencyKey of ["a", "b", "a"]) {
      outcomes.push(await inside.attempt({ idempotencyKey }));
    }
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(["proposed", "proposed", "replayed"]);
    throw new Error("the caller changes its mind");
  });
  await expect(rolledBack).rejects.toThrow("the caller changes its mind");
  expect(await actions.count("pending_actions")).toBe(0);
  expect(await actions.events()).toEqual([]);
});
