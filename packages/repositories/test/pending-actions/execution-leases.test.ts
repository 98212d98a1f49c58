import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestTime } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  abandonExpiredExecutions,
  claimAction,
  type ClaimedAction,
  type ClaimRequest,
  failAction,
  heartbeatAction,
  releaseAction,
  succeedAction,
} from "../../src/entries/pending-actions.ts";
import {
  confirmed,
  executionTrail,
  holderOf,
  required,
  rowOf,
  stranger,
} from "./confirmed-actions.ts";

let db: Kysely<Database>;
let clock: TestTime;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestTime();
});
afterEach(() => db.destroy());

const tryClaim = (request: Partial<ClaimRequest> = {}): Promise<ClaimedAction | undefined> =>
  claimAction(db, { types: ["merge_pr"], worker: "ada", leaseSeconds: 60, ...request }, clock);
const claim = async (request: Partial<ClaimRequest> = {}): Promise<ClaimedAction> =>
  required(await tryClaim(request));

describe("a lease that expires", () => {
  test("goes to the next worker at that instant and not before, and counts the attempt", async () => {
    const { id } = await confirmed(db, clock);
    const first = await claim();
    clock.advance(59_999);
    expect(await tryClaim({ worker: "bob" })).toBeUndefined();
    clock.advance(1);
    const second = await claim({ worker: "bob" });
    expect(second).toMatchObject({
      lease: { attempt: 2 },
      action: { id, worker: "bob", attempts: 2 },
    });
    expect(second.idempotencyKey).toBe(first.idempotencyKey);
    expect(second.lease.token).not.toBe(first.lease.token);
    expect(await executionTrail(db, id)).toMatchObject([
      { event: "started", by: "ada", attempt: 1 },
      { event: "started", by: "bob", attempt: 2, reason: "the lease of attempt 1 ran out" },
    ]);
  });

  test("has the reports of its first worker refused, without any change", async () => {
    const { id } = await confirmed(db, clock);
    const lost = holderOf(await claim());
    clock.advance(60_000);
    const second = await claim({ worker: "bob" });
    const before = await rowOf(db, id);
    for (const refused of [
      await succeedAction(db, { ...lost, result: "lost" }, clock),
      await failAction(db, { ...lost, error: "lost" }, clock),
      await heartbeatAction(db, lost, clock),
      await releaseAction(db, lost, clock),
    ]) {
      expect(refused).toEqual({ outcome: "lease_lost" });
    }
    expect(await rowOf(db, id)).toEqual(before);
    await succeedAction(db, { ...holderOf(second), result: "won" }, clock);
    expect(await succeedAction(db, lost, clock)).toEqual({ outcome: "lease_lost" });
    expect((await rowOf(db, id)).execution_result).toBe('"won"');
  });

  test("still counts for a report until another worker takes over, but cannot be extended", async () => {
    const { id } = await confirmed(db, clock);
    const late = holderOf(await claim());
    clock.advance(3_600_000);
    expect(await heartbeatAction(db, late, clock)).toEqual({ outcome: "lease_lost" });
    expect(await succeedAction(db, late, clock)).toMatchObject({ outcome: "succeeded" });
    expect(await tryClaim({ worker: "bob" })).toBeUndefined();
    expect((await rowOf(db, id)).attempts).toBe(1);
  });

  test("of a late report and the next claim at once, one wins", async () => {
    for (let round = 0; round < 20; round++) {
      const { id } = await confirmed(db, clock);
      const late = holderOf(await claim({ id }));
      clock.advance(60_000);
      const report = (): Promise<{ outcome: string }> => succeedAction(db, late, clock);
      const take = (): Promise<ClaimedAction | undefined> => tryClaim({ id, worker: "bob" });
      const [reported, taken] =
        round % 2 === 0
          ? await Promise.all([report(), take()])
          : await Promise.all([take(), report()]).then(([a, b]) => [b, a] as const);
      expect(reported.outcome).toBe(taken === undefined ? "succeeded" : "lease_lost");
      expect((await rowOf(db, id)).state).toBe(taken === undefined ? "succeeded" : "executing");
    }
  });

  test("is extended by heartbeats", async () => {
    const { id } = await confirmed(db, clock);
    const holder = holderOf(await claim());
    for (let i = 0; i < 10; i++) {
      clock.advance(59_999);
      expect(await heartbeatAction(db, { ...holder, leaseSeconds: 60 }, clock)).toEqual({
        outcome: "extended",
        expiresAt: new Date(clock.now().getTime() + 60_000),
      });
      expect(await tryClaim({ worker: "bob" })).toBeUndefined();
    }
    clock.advance(60_000);
    expect((await claim({ worker: "bob" })).lease.attempt).toBe(2);
    // A heartbeat is not a transition.
    expect(await executionTrail(db, id)).toHaveLength(2);
  });

  test("refuses a heartbeat with an invalid length", async () => {
    await confirmed(db, clock);
    const holder = holderOf(await claim());
    await expect(heartbeatAction(db, { ...holder, leaseSeconds: 0 }, clock)).rejects.toMatchObject({
      field: "leaseSeconds",
    });
  });
});

describe("giving up a lease", () => {
  test("lets the next worker take the action at once, even when the clock is set back", async () => {
    const { id } = await confirmed(db, clock);
    const holder = holderOf(await claim());
    clock.advance(1000);
    expect(await releaseAction(db, holder, clock)).toEqual({ outcome: "released" });
    clock.jump(-3_600_000);
    expect(await succeedAction(db, holder, clock)).toEqual({ outcome: "lease_lost" });
    expect((await claim({ worker: "bob" })).lease.attempt).toBe(2);
    const trail = await executionTrail(db, id);
    expect(trail.filter(({ event }) => event === "released")).toEqual([
      { event: "released", ok: true, state: "executing", by: "ada", reason: null, attempt: 1 },
    ]);
    expect(trail.map(({ reason }) => reason)).toContain("the lease of attempt 1 was released");
  });

  test("for a time is not taken before, and says why", async () => {
    const { id } = await confirmed(db, clock);
    const holder = holderOf(await claim());
    const reason = `GitHub answered 503 for ghp_${"a".repeat(36)}`;
    const released = await releaseAction(db, { ...holder, retryAfterSeconds: 90, reason }, clock);
    expect(released).toEqual({ outcome: "released" });
    expect(await heartbeatAction(db, holder, clock)).toEqual({ outcome: "lease_lost" });
    clock.advance(89_999);
    expect(await tryClaim()).toBeUndefined();
    clock.advance(1);
    expect(await claim()).toMatchObject({ lease: { attempt: 2 } });
    expect(await executionTrail(db, id)).toMatchObject([
      { event: "started" },
      { event: "released", reason: "GitHub answered 503 for [redacted]" },
      { event: "started", reason: "the lease of attempt 1 was released" },
    ]);
  });

  test("counts as an attempt", async () => {
    const { id } = await confirmed(db, clock);
    for (let i = 0; i < 3; i++) await releaseAction(db, holderOf(await claim()), clock);
    expect(await tryClaim()).toBeUndefined();
    expect(await rowOf(db, id)).toMatchObject({ state: "abandoned", attempts: 3 });
    expect((await executionTrail(db, id)).at(-1)).toMatchObject({
      by: "clock",
      reason: "the lease was released, and no attempts are left",
    });
  });
});

describe("when no attempts are left", () => {
  /** An action whose three leases have expired, and its last claim. */
  async function exhausted(input = {}): Promise<{ id: string; last: ClaimedAction }> {
    const { id, actionType } = await confirmed(db, clock, input);
    let last: ClaimedAction | undefined;
    for (let i = 0; i < 3; i++) {
      last = await claim({ id, types: [actionType] });
      clock.advance(60_000);
    }
    return { id, last: required(last) };
  }

  const ending = {
    event: "ended",
    ok: false,
    state: "abandoned",
    by: "clock",
    reason: "the lease ran out, and no attempts are left",
    attempt: 3,
  };

  test("the next claim abandons it, and gives another action", async () => {
    const { id, last } = await exhausted();
    const other = await confirmed(db, clock);
    expect((await claim()).action.id).toBe(other.id);
    expect(await rowOf(db, id)).toMatchObject({ state: "abandoned", ended_at: clock.now() });
    expect((await executionTrail(db, id)).slice(3)).toEqual([ending]);
    expect(await succeedAction(db, holderOf(last), clock)).toEqual({ outcome: "lease_lost" });
  });

  test("a claim by its id abandons it", async () => {
    const { id } = await exhausted();
    expect(await tryClaim({ id })).toBeUndefined();
    expect((await rowOf(db, id)).state).toBe("abandoned");
  });

  test("a sweep abandons it once, for any type", async () => {
    const { id } = await exhausted({ actionType: "deploy" });
    const running = await confirmed(db, clock);
    await claim({ id: running.id });
    const sweeps = await Promise.all(
      Array.from({ length: 5 }, () => abandonExpiredExecutions(db, {}, clock)),
    );
    expect(sweeps.filter(({ abandoned }) => abandoned === 1)).toHaveLength(1);
    expect(sweeps.filter(({ abandoned }) => abandoned === 0)).toHaveLength(4);
    expect((await executionTrail(db, id)).slice(3)).toEqual([ending]);
    expect((await rowOf(db, running.id)).state).toBe("executing");
  });

  test("a sweep stops at its limit, and returns whether there may be more", async () => {
    for (let i = 0; i < 5; i++) await exhausted();
    expect(await abandonExpiredExecutions(db, { limit: 3 }, clock)).toEqual({
      abandoned: 3,
      more: true,
    });
    await db.transaction().execute(async (transaction) => {
      expect(await abandonExpiredExecutions(transaction, {}, clock)).toEqual({
        abandoned: 2,
        more: false,
      });
    });
    await expect(abandonExpiredExecutions(db, { limit: 0 }, clock)).rejects.toMatchObject({
      field: "limit",
    });
  });

  test("a report on the last attempt counts until it is abandoned", async () => {
    const { last } = await exhausted();
    expect(await succeedAction(db, holderOf(last), clock)).toMatchObject({ outcome: "succeeded" });
    expect(await abandonExpiredExecutions(db, {}, clock)).toEqual({ abandoned: 0, more: false });
  });
});

describe("an action executes only as it was approved", () => {
  const altered = { event: "ended", ok: false, state: "abandoned", reason: "payload was altered" };

  test.for([
    ["the payload", { action_payload: '{"pr":13}' }],
    ["the summary", { summary: "Another" }],
    ["who may approve", { approvers: JSON.stringify([stranger]) }],
    ["how many must", { required_approvals: 2 }],
    ["the digest", { payload_digest: "0".repeat(64) }],
    ["the digest, to none", { payload_digest: null }],
  ] as const)("%s changed after the decision: not handed out", async ([, change]) => {
    const { id } = await confirmed(db, clock);
    const other = await confirmed(db, clock);
    await db.updateTable("pending_actions").set(change).where("id", "=", id).execute();
    expect((await claim()).action.id).toBe(other.id);
    expect(await executionTrail(db, id)).toMatchObject([{ ...altered, by: "ada", attempt: 0 }]);
    expect(await rowOf(db, id)).toMatchObject({
      state: "abandoned",
      attempts: 0,
      lease_sha256: null,
    });
    expect(await tryClaim({ id })).toBeUndefined();
  });

  test("a change between two attempts: not handed out", async () => {
    const { id } = await confirmed(db, clock);
    await claim();
    await db
      .updateTable("pending_actions")
      .set({ action_payload: "{}" })
      .where("id", "=", id)
      .execute();
    expect(await tryClaim()).toBeUndefined();
    expect((await rowOf(db, id)).state).toBe("executing");
    clock.advance(60_000);
    expect(await tryClaim()).toBeUndefined();
    expect((await executionTrail(db, id)).at(-1)).toMatchObject({ ...altered, attempt: 1 });
  });

  test("another spelling of the same JSON value is accepted", async () => {
    const { id } = await confirmed(db, clock, { actionPayload: { a: 1, b: "é" } });
    const spelt = '{ "b": "\\u00e9", "a": 1.0 }';
    await db
      .updateTable("pending_actions")
      .set({ action_payload: spelt })
      .where("id", "=", id)
      .execute();
    expect((await claim()).action.actionPayload).toEqual({ a: 1, b: "é" });
  });
});

describe("a clock that jumps", () => {
  test("forwards expires leases early, and the next worker wins", async () => {
    await confirmed(db, clock);
    const first = holderOf(await claim());
    clock.jump(24 * 3_600_000);
    const second = holderOf(await claim({ worker: "bob" }));
    clock.jump(-24 * 3_600_000);
    expect(await succeedAction(db, first, clock)).toEqual({ outcome: "lease_lost" });
    expect(await tryClaim()).toBeUndefined();
    // A heartbeat at the right time shortens the lease that the wrong time made too long.
    const beat = { ...second, leaseSeconds: 60 };
    expect(await heartbeatAction(db, beat, clock)).toMatchObject({ outcome: "extended" });
    clock.advance(60_000);
    expect((await claim()).lease.attempt).toBe(3);
  });

  test("backwards extends leases, and hands out no action twice", async () => {
    await confirmed(db, clock);
    const first = holderOf(await claim());
    clock.jump(-3_600_000);
    expect(await tryClaim({ worker: "bob" })).toBeUndefined();
    clock.advance(60_000);
    expect(await tryClaim({ worker: "bob" })).toBeUndefined();
    expect(await succeedAction(db, first, clock)).toMatchObject({ outcome: "succeeded" });
  });
});
