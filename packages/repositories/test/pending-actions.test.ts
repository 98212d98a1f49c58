import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  cancelPendingAction,
  confirmPendingAction,
  createPendingAction,
  deletePendingAction,
  findLatestPendingAction,
  findPendingActionByToken,
  listActionLogs,
  listPendingActions,
  type NewPendingAction,
  parseJsonExactly,
} from "../src/index.ts";

const userId = "019a2f6e-0000-7000-8000-000000000001";
const stranger = "019a2f6e-0000-7000-8000-000000000002";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const propose = (input: Partial<NewPendingAction> = {}) =>
  createPendingAction(
    db,
    { userId, summary: "Merge #12", actionType: "merge_pr", actionPayload: { pr: 12 }, ...input },
    clock,
  );

describe("creating", () => {
  test("gives 32 random bytes as the token once, and keeps only its hash", async () => {
    const first = await propose();
    const second = await propose();
    expect(first.token).toMatch(/^[\w-]{43}$/);
    expect(first.token).not.toBe(second.token);
    const rows = JSON.stringify(await db.selectFrom("pending_actions").selectAll().execute());
    expect(rows).not.toContain(first.token);
    expect(JSON.stringify(first.action)).not.toContain(first.token);
  });

  test("expires after 3600 seconds unless told otherwise", async () => {
    const { action } = await propose();
    expect(action.expiresAt.getTime() - action.createdAt.getTime()).toBe(3_600_000);
    const short = await propose({ expiresInSeconds: 1 });
    expect(short.action.expiresAt.getTime() - clock.now().getTime()).toBe(1000);
  });

  test.for([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 30 * 24 * 3600 + 1, 1e20])(
    "refuses a time to live of %d",
    async (expiresInSeconds) => {
      await expect(propose({ expiresInSeconds })).rejects.toMatchObject({
        code: "invalid_input",
        field: "expiresInSeconds",
      });
    },
  );

  test.for([
    [{ userId: "nobody" }, "userId"],
    [{ summary: "" }, "summary"],
    [{ actionType: "a\0b" }, "actionType"],
    [{ actionPayload: undefined }, "actionPayload"],
    [{ actionPayload: { when: new Date() } }, "actionPayload"],
  ] as const)("refuses %j and names the field", async ([input, field]) => {
    await expect(propose(input)).rejects.toMatchObject({ code: "invalid_input", field });
    expect(await db.selectFrom("pending_actions").selectAll().execute()).toEqual([]);
  });

  test("keeps a payload to the byte", async () => {
    for (const text of ['[1,"a",null,{"k":1},2.50]', "12345678901234567890", '"\\u00e9"']) {
      const { action } = await propose({ actionPayload: parseJsonExactly(text) });
      expect(action.actionPayloadJson).toBe(text);
      expect(action.actionPayload).toEqual(JSON.parse(text));
    }
  });
});

describe("the boundary: at expiresAt it is too late, everywhere", () => {
  test("one millisecond before, it is live", async () => {
    const { token } = await propose({ expiresInSeconds: 10 });
    clock.advance(9999);
    expect(await findPendingActionByToken(db, { userId, token }, clock)).toBeDefined();
    expect(await findLatestPendingAction(db, userId, clock)).toBeDefined();
    expect((await listPendingActions(db, { userId }, clock)).items).toHaveLength(1);
    expect((await confirmPendingAction(db, { userId, token }, clock)).outcome).toBe("confirmed");
  });

  test("at the instant, it is not", async () => {
    const { token } = await propose({ expiresInSeconds: 10 });
    clock.advance(10_000);
    expect(await findPendingActionByToken(db, { userId, token }, clock)).toBeUndefined();
    expect(await findLatestPendingAction(db, userId, clock)).toBeUndefined();
    expect((await listPendingActions(db, { userId }, clock)).items).toEqual([]);
    expect((await confirmPendingAction(db, { userId, token }, clock)).outcome).toBe("expired");
    expect((await cancelPendingAction(db, { userId, token }, clock)).outcome).toBe("expired");
  });
});

describe("deciding", () => {
  test("50 confirmations at once: one wins, and one audit row says so", async () => {
    const { token, action } = await propose();
    const decisions = await Promise.all(
      Array.from({ length: 50 }, () => confirmPendingAction(db, { userId, token }, clock)),
    );
    const outcomes = decisions.map(({ outcome }) => outcome).toSorted();
    expect(outcomes).toEqual([...Array<string>(49).fill("already_decided"), "confirmed"]);
    const logs = await listActionLogs(db, { userId });
    expect(logs.items).toMatchObject([
      {
        actionType: "pending_action.confirmed",
        ok: true,
        target: action.id,
        result: { action_type: "merge_pr", state: "confirmed", by: userId },
      },
    ]);
  });

  test("of confirmations and cancellations at once one wins", async () => {
    const { token } = await propose();
    const decisions = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        i % 2 === 0
          ? cancelPendingAction(db, { userId, token }, clock)
          : confirmPendingAction(db, { userId, token }, clock),
      ),
    );
    expect(decisions.filter(({ outcome }) => outcome !== "already_decided")).toHaveLength(1);
  });

  test("the audit row and the confirmation stand or fall together", async () => {
    const { token } = await propose();
    const attempt = db.transaction().execute(async (transaction) => {
      expect((await confirmPendingAction(transaction, { userId, token }, clock)).outcome).toBe(
        "confirmed",
      );
      throw new Error("crash");
    });
    await expect(attempt).rejects.toThrow("crash");
    expect((await listActionLogs(db, { userId })).items).toEqual([]);
    expect((await confirmPendingAction(db, { userId, token }, clock)).outcome).toBe("confirmed");
  });

  test("someone else's token does not decide, find or delete, and the owner's still wins", async () => {
    const { token } = await propose();
    const thief = { userId: stranger, token };
    expect(await confirmPendingAction(db, thief, clock)).toEqual({ outcome: "not_found" });
    expect(await cancelPendingAction(db, thief, clock)).toEqual({ outcome: "not_found" });
    expect(await findPendingActionByToken(db, thief, clock)).toBeUndefined();
    expect(await deletePendingAction(db, thief)).toBe(false);
    expect((await confirmPendingAction(db, { userId, token }, clock)).outcome).toBe("confirmed");
  });

  test("a decided action stays decided after it would have expired, and is found with its state", async () => {
    const { token } = await propose({ expiresInSeconds: 10 });
    const decision = await cancelPendingAction(db, { userId, token }, clock);
    expect(decision).toMatchObject({
      outcome: "cancelled",
      action: { state: "cancelled", decidedAt: clock.now() },
    });
    clock.advance(60_000);
    expect((await confirmPendingAction(db, { userId, token }, clock)).outcome).toBe(
      "already_decided",
    );
    expect(await findPendingActionByToken(db, { userId, token }, clock)).toMatchObject({
      state: "cancelled",
    });
  });

  test("a token that never was is not found", async () => {
    for (const token of ["", "x", "é".repeat(1000)]) {
      expect(await confirmPendingAction(db, { userId, token }, clock)).toEqual({
        outcome: "not_found",
      });
    }
  });
});

test("the latest live action is the newest one that is neither decided nor expired", async () => {
  const first = await propose({ summary: "first" });
  clock.advance(1000);
  await propose({ summary: "short", expiresInSeconds: 5 });
  clock.advance(1000);
  const decided = await propose({ summary: "decided" });
  await propose({ summary: "another's", userId: stranger });
  await confirmPendingAction(db, { userId, token: decided.token }, clock);
  expect(await findLatestPendingAction(db, userId, clock)).toMatchObject({ summary: "short" });
  clock.advance(5000);
  expect(await findLatestPendingAction(db, userId, clock)).toEqual(first.action);
});

test("the list is the owner's live ones, page by page", async () => {
  for (let i = 0; i < 5; i++) await propose({ summary: `number ${i}` });
  await propose({ userId: stranger });
  const first = await listPendingActions(db, { userId, limit: 3 }, clock);
  const second = await listPendingActions(
    db,
    { userId, limit: 3, cursor: first.nextCursor ?? "" },
    clock,
  );
  const summaries = [...first.items, ...second.items].map(({ summary }) => summary);
  expect(summaries.toSorted()).toEqual([0, 1, 2, 3, 4].map((i) => `number ${i}`));
  expect(second.nextCursor).toBeNull();
});

test("deleting says whether there was one", async () => {
  const { token } = await propose();
  expect(await deletePendingAction(db, { userId, token })).toBe(true);
  expect(await deletePendingAction(db, { userId, token })).toBe(false);
});
