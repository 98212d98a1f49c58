import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findActionRun, listActionRuns, runOnce } from "../../src/entries/action-logs.ts";

const userId = "019a2f6e-0000-7000-8000-000000000001";
const stranger = "019a2f6e-0000-7000-8000-000000000002";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

/** A run that does not end. */
function begin(idempotencyKey: string, owner: string, leaseSeconds: number): Promise<void> {
  const input = { userId: owner, actionType: "a/b", idempotencyKey, leaseSeconds, target: "t" };
  return new Promise((resolve, reject) => {
    const endless = (): Promise<void> => {
      resolve();
      return new Promise(() => {});
    };
    runOnce(db, input, endless, clock).catch(reject);
  });
}

test("only their user finds runs by their key", async () => {
  await begin("k/1", userId, 60);
  const found = await findActionRun(db, { userId, actionType: "a/b", key: "k/1" }, clock);
  expect(found).toEqual({
    userId,
    actionType: "a/b",
    target: "t",
    request: null,
    requestJson: null,
    idempotencyKey: "k/1",
    attempts: 1,
    startedAt: clock.now(),
    leaseExpiresAt: new Date(clock.now().getTime() + 60_000),
    stale: false,
  });
  for (const other of [
    { userId: stranger, actionType: "a/b", key: "k/1" },
    { userId, actionType: "a", key: "b/k/1" },
    { userId, actionType: "a/b", key: "k" },
  ]) {
    expect(await findActionRun(db, other, clock)).toBeUndefined();
  }
});

test("runs are listed in pages, the oldest first, of one user or of everyone, all or the stale ones", async () => {
  const begun: [string, string, number][] = [
    ["k3", userId, 60],
    ["k1", userId, 1],
    ["k2", stranger, 60],
    ["k0", userId, 60],
    ["k4", stranger, 1],
  ];
  for (const [index, [key, owner, lease]] of begun.entries()) {
    // The first two at one time: ties are by key.
    if (index > 1) clock.advance(1000);
    await begin(key, owner, lease);
  }
  clock.advance(1000);
  const keys = async (filter: object): Promise<string[]> => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listActionRuns(db, { userId, limit: 2, cursor, ...filter }, clock);
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ idempotencyKey }) => idempotencyKey));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    return seen;
  };
  expect(await keys({})).toEqual(["k1", "k3", "k0"]);
  expect(await keys({ userId: stranger })).toEqual(["k2", "k4"]);
  expect(await keys({ userId: "everyone" })).toEqual(["k1", "k3", "k2", "k0", "k4"]);
  expect(await keys({ staleOnly: true })).toEqual(["k1"]);
  expect(await keys({ userId: "everyone", staleOnly: true })).toEqual(["k1", "k4"]);

  const { nextCursor } = await listActionRuns(db, { userId, limit: 1 }, clock);
  const theirs = await listActionRuns(db, { userId: stranger, cursor: nextCursor ?? "" }, clock);
  expect(theirs.items.every((run) => run.userId === stranger)).toBe(true);
});

test.for<[string, object]>([
  ["userId", { userId: "" }],
  ["userId", { userId: "Everyone" }],
  ["limit", { limit: 0 }],
  ["limit", { limit: 1001 }],
  ["cursor", { cursor: "" }],
  ["cursor", { cursor: "bm8" }],
  ["cursor", { cursor: Buffer.from("-271821-04-20T00:00:00.000Z/k").toString("base64url") }],
  ["cursor", { cursor: Buffer.from("1/k").toString("base64url") }],
])("a bad %s is refused: %j", async ([field, filter]) => {
  await expect(listActionRuns(db, { userId, ...filter }, clock)).rejects.toMatchObject({ field });
});
