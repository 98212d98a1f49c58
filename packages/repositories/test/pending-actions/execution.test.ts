import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestTime } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  claimAction,
  type ClaimedAction,
  type ClaimRequest,
  failAction,
  heartbeatAction,
  releaseAction,
  succeedAction,
} from "../../src/entries/pending-actions.ts";
import { createRedactor } from "../../src/index.ts";
import {
  confirmed,
  executionTrail,
  holderOf,
  propose,
  required,
  rowOf,
  stranger,
  userId,
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

describe("claiming", () => {
  test("gives a confirmed action with a lease and a key for the remote side", async () => {
    const action = await confirmed(db, clock);
    clock.advance(1000);
    const claimed = await claim();
    expect(claimed).toMatchObject({
      action: {
        id: action.id,
        state: "executing",
        actionPayload: { pr: 12 },
        attempts: 1,
        worker: "ada",
        startedAt: clock.now(),
      },
      lease: {
        actionId: action.id,
        attempt: 1,
        expiresAt: new Date(clock.now().getTime() + 60_000),
      },
      idempotencyKey: `handsfree-action-${action.id}`,
    });
    expect(await executionTrail(db, action.id)).toEqual([
      { event: "started", ok: true, state: "executing", by: "ada", reason: null, attempt: 1 },
    ]);
    expect(await tryClaim()).toBeUndefined();
  });

  test("the token of the lease is not stored", async () => {
    const action = await confirmed(db, clock);
    const { lease, ...rest } = await claim();
    expect(lease.token).toMatch(/^[\w-]{43}$/);
    const stored = [
      await rowOf(db, action.id),
      await db.selectFrom("action_logs").selectAll().execute(),
    ];
    expect(JSON.stringify([stored, rest])).not.toContain(lease.token);
  });

  test("does not give an action that is undecided, cancelled, of another type, or carried out by its confirmer", async () => {
    await propose(db, clock);
    await confirmed(db, clock, { actionType: "deploy" });
    const own = await confirmed(db, clock);
    await db
      .updateTable("pending_actions")
      .set({ max_attempts: 0 })
      .where("id", "=", own.id)
      .execute();
    expect(await tryClaim()).toBeUndefined();
    expect(await tryClaim({ id: own.id })).toBeUndefined();
    expect((await claim({ types: ["x", "deploy"] })).action.actionType).toBe("deploy");
    expect(await rowOf(db, own.id)).toMatchObject({ state: "confirmed", attempts: 0 });
  });

  test("gives the oldest decision first, both confirmed and abandoned by a worker", async () => {
    const ids: string[] = [];
    for (let i = 0; i < 4; i++) {
      ids.push((await confirmed(db, clock)).id);
      clock.advance(1000);
    }
    const first = await claim();
    expect(first.action.id).toBe(ids[0]);
    expect((await claim()).action.id).toBe(ids[1]);
    await releaseAction(db, holderOf(first), clock);
    const rest = [await claim(), await claim(), await claim()];
    expect(rest.map(({ action }) => action.id)).toEqual([ids[0], ids[2], ids[3]]);
  });

  test("by user or id gives only matching actions", async () => {
    const first = await confirmed(db, clock);
    const others = await confirmed(db, clock, { userId: stranger });
    expect(await tryClaim({ userId: stranger, id: first.id })).toBeUndefined();
    expect(await tryClaim({ types: ["deploy"], id: first.id })).toBeUndefined();
    expect((await claim({ userId: stranger })).action.id).toBe(others.id);
    expect(await tryClaim({ userId: stranger })).toBeUndefined();
    expect((await claim({ id: first.id.toUpperCase() })).action.id).toBe(first.id);
    expect(await tryClaim({ id: first.id })).toBeUndefined();
  });

  test.for([
    [{ types: [] }, "types"],
    [{ types: ["a\0b"] }, "types"],
    [{ types: "merge_pr" as unknown as string[] }, "types"],
    [{ types: Array<string>(101).fill("t") }, "types"],
    [{ worker: "" }, "worker"],
    [{ leaseSeconds: 0 }, "leaseSeconds"],
    [{ leaseSeconds: 1.5 }, "leaseSeconds"],
    [{ leaseSeconds: Number.NaN }, "leaseSeconds"],
    [{ leaseSeconds: 43_201 }, "leaseSeconds"],
    [{ userId: "nobody" }, "userId"],
    [{ id: "none" }, "id"],
  ] as const)("refuses %j and names the field", async ([request, field]) => {
    await confirmed(db, clock);
    await expect(tryClaim(request)).rejects.toMatchObject({ code: "invalid_input", field });
    expect(await claim()).toBeDefined();
  });
});

describe("reporting", () => {
  test("a success ends it, with the result in the action and not in the trail", async () => {
    const { id } = await confirmed(db, clock);
    const claimed = await claim();
    clock.advance(5000);
    const report = await succeedAction(db, { ...holderOf(claimed), result: { sha: "abc" } }, clock);
    expect(report).toMatchObject({
      outcome: "succeeded",
      action: { id, state: "succeeded", result: { sha: "abc" }, error: null, endedAt: clock.now() },
    });
    const [, ended] = await executionTrail(db, id);
    expect(ended).toEqual({
      event: "ended",
      ok: true,
      state: "succeeded",
      by: "ada",
      reason: null,
      attempt: 1,
    });
    const trail = await db.selectFrom("action_logs").select("result").execute();
    expect(JSON.stringify(trail)).not.toContain("abc");
  });

  test("a failure is final", async () => {
    const { id } = await confirmed(db, clock);
    const holder = holderOf(await claim());
    expect(await failAction(db, { ...holder, error: "409 from the host" }, clock)).toMatchObject({
      outcome: "failed",
      action: { state: "failed", error: "409 from the host", result: null },
    });
    expect((await executionTrail(db, id))[1]).toMatchObject({
      event: "ended",
      ok: false,
      state: "failed",
    });
    clock.advance(100_000);
    expect(await tryClaim()).toBeUndefined();
  });

  test("a repeated report gets the first outcome, and changes nothing", async () => {
    const { id } = await confirmed(db, clock);
    const holder = holderOf(await claim());
    await succeedAction(db, { ...holder, result: 1 }, clock);
    for (const again of [
      await succeedAction(db, { ...holder, result: 2 }, clock),
      await failAction(db, { ...holder, error: "no" }, clock),
      await heartbeatAction(db, holder, clock),
      await releaseAction(db, holder, clock),
    ]) {
      expect(again).toMatchObject({
        outcome: "already_ended",
        action: { state: "succeeded", result: 1 },
      });
    }
    expect(await executionTrail(db, id)).toHaveLength(2);
  });

  test("20 reports at once: one counts", async () => {
    const { id } = await confirmed(db, clock);
    const holder = holderOf(await claim());
    const reports = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        i % 2 === 0
          ? succeedAction(db, { ...holder, result: i }, clock)
          : failAction(db, { ...holder, error: `${i}` }, clock),
      ),
    );
    expect(reports.filter(({ outcome }) => outcome === "already_ended")).toHaveLength(19);
    expect(await executionTrail(db, id)).toHaveLength(2);
  });

  test("another action's token, an unknown action and another user change nothing", async () => {
    const { id } = await confirmed(db, clock);
    const holder = holderOf(await claim());
    const wrong = [
      [{ ...holder, token: "x" }, "lease_lost"],
      [{ ...holder, token: "pending" }, "lease_lost"],
      [{ ...holder, actionId: stranger }, "not_found"],
      [{ ...holder, userId: stranger }, "not_found"],
    ] as const;
    for (const [thief, outcome] of wrong) {
      expect(await succeedAction(db, thief, clock)).toEqual({ outcome });
      expect(await failAction(db, { ...thief, error: "x" }, clock)).toEqual({ outcome });
      expect(await heartbeatAction(db, thief, clock)).toEqual({ outcome });
      expect(await releaseAction(db, thief, clock)).toEqual({ outcome });
    }
    expect(await executionTrail(db, id)).toHaveLength(1);
    expect(await succeedAction(db, { ...holder, userId }, clock)).toMatchObject({
      outcome: "succeeded",
    });
  });

  test.for([
    [{ result: new Date() }, "result"],
    [{ result: { n: Number.NaN } }, "result"],
    [{ result: nested(3500) }, "result"],
    [{ actionId: "none" }, "actionId"],
    [{ token: "" }, "token"],
  ] as const)("refuses the report number %# and names the field", async ([report, field]) => {
    const { id } = await confirmed(db, clock);
    const holder = holderOf(await claim());
    await expect(succeedAction(db, { ...holder, ...report }, clock)).rejects.toMatchObject({
      code: "invalid_input",
      field,
    });
    expect((await rowOf(db, id)).state).toBe("executing");
  });

  test("a failure needs a non-empty error text", async () => {
    await confirmed(db, clock);
    const holder = holderOf(await claim());
    for (const error of ["", "\0", 5 as unknown as string]) {
      await expect(failAction(db, { ...holder, error }, clock)).rejects.toMatchObject({
        field: "error",
      });
    }
    const error = `a\0b \ud83d ${"x".repeat(3000)}`;
    const report = await failAction(db, { ...holder, error }, clock);
    expect(report).toMatchObject({ outcome: "failed" });
    expect("action" in report && report.action.error).toBe(`ab \ufffd ${"x".repeat(1995)}`);
  });

  test("secrets in results and errors are redacted before they are stored", async () => {
    const secret = `ghp_${"a".repeat(36)}`;
    for (let i = 0; i < 2; i++) await confirmed(db, clock);
    const first = await claim();
    const second = await claim();
    const result = { token: "s3cret-value", log: [`used ${secret}`], n: 1 };
    await succeedAction(db, { ...holderOf(first), result }, clock);
    await failAction(db, { ...holderOf(second), error: `Bearer ${secret} refused`, result }, clock);
    const stored = JSON.stringify([
      await db.selectFrom("pending_actions").selectAll().execute(),
      await db.selectFrom("action_logs").selectAll().execute(),
    ]);
    expect(stored).not.toContain(secret);
    expect(stored).not.toContain("s3cret-value");
    expect((await rowOf(db, second.action.id)).execution_error).toContain("[redacted]");
    expect(JSON.parse((await rowOf(db, first.action.id)).execution_result ?? "")).toEqual({
      token: "[redacted]",
      log: ["used [redacted]"],
      n: 1,
    });
  });
});

test("an application's own forms of secrets are redacted too", async () => {
  await confirmed(db, clock);
  const claimed = await claim();
  const redactor = createRedactor({ patterns: [/\bacme-\d+\b/g] });
  const context = { now: clock.now, newId: clock.newId, redactor };
  const error = "acme-123 was refused";
  await failAction(db, { ...holderOf(claimed), error, result: { used: "acme-123" } }, context);
  expect(await rowOf(db, claimed.action.id)).toMatchObject({
    execution_error: "[redacted] was refused",
    execution_result: '{"used":"[redacted]"}',
  });
});

describe("in a caller's transaction that is rolled back, nothing happened", () => {
  test("not a claim", async () => {
    const { id } = await confirmed(db, clock);
    await expect(
      db.transaction().execute(async (transaction) => {
        const request = { types: ["merge_pr"], worker: "ada" };
        expect(await claimAction(transaction, request, clock)).toBeDefined();
        throw new Error("crash");
      }),
    ).rejects.toThrow("crash");
    expect(await executionTrail(db, id)).toEqual([]);
    expect((await claim()).lease.attempt).toBe(1);
  });

  test("not a heartbeat, a release or a report", async () => {
    const { id } = await confirmed(db, clock);
    const holder = holderOf(await claim());
    const before = await rowOf(db, id);
    clock.advance(10);
    const works = [
      (on: Kysely<Database>) => heartbeatAction(on, holder, clock),
      (on: Kysely<Database>) => releaseAction(on, holder, clock),
      (on: Kysely<Database>) => succeedAction(on, holder, clock),
      (on: Kysely<Database>) => failAction(on, { ...holder, error: "x" }, clock),
    ];
    for (const work of works) {
      await expect(
        db.transaction().execute(async (transaction) => {
          expect(["extended", "released", "succeeded", "failed"]).toContain(
            (await work(transaction)).outcome,
          );
          throw new Error("crash");
        }),
      ).rejects.toThrow("crash");
      expect(await rowOf(db, id)).toEqual(before);
    }
    expect(await executionTrail(db, id)).toHaveLength(1);
  });
});

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = { a: value };
  return value;
}
