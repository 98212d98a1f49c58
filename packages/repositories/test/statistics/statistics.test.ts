import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { v7 } from "uuid";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { recordActionLog } from "../../src/entries/action-logs.ts";
import { recordCommand } from "../../src/entries/commands.ts";
import {
  countActionLogs,
  countCommands,
  countPendingActions,
  countWebhookEvents,
  statisticsLimits,
} from "../../src/entries/statistics.ts";
import { insertAction, insertEvent } from "../rows.ts";

const userId = "019a2f6e-0000-7000-8000-000000000001";
const stranger = "019a2f6e-0000-7000-8000-000000000002";
const auditor = true;
/** A Monday. */
const monday = new Date("2026-03-02T00:00:00Z");
const after = (minutes: number): Date => new Date(monday.getTime() + minutes * 60_000);
const day = 24 * 60;
const range = { since: monday, until: after(7 * day) };

let db: Kysely<Database>;
beforeEach(async () => {
  db = await openTestDatabase();
});
afterEach(() => db.destroy());

describe("pending actions", () => {
  const answered = (type: string, at: number, minutes: number) =>
    insertAction(db, minutes % 2 === 0 ? "succeeded" : "rejected", {
      user_id: userId,
      action_type: type,
      created_at: after(at),
      decided_at: after(at + minutes),
      decided_by: userId,
    });

  test("are counted by type, state and day, with the time to a person's answer", async () => {
    for (const minutes of [2, 4, 6, 8, 10]) await answered("merge_pr", 60, minutes);
    await answered("deploy", 3 * day, 1);
    const own = { user_id: userId, created_at: after(90) };
    await insertAction(db, "pending", own);
    await insertAction(db, "expired", { ...own, decided_at: after(990) });
    // By a policy, and by a standing grant.
    await insertAction(db, "confirmed", { ...own, decided_at: after(95) });
    await insertAction(db, "confirmed", { ...own, decided_at: after(90), decided_by: userId });
    await insertAction(db, "cancelled", { ...own, decided_at: after(900), decided_by: userId });
    const counted = await countPendingActions(db, { userId, ...range });
    expect(counted).toMatchObject({ ...range, bucket: "day", moreNames: false });
    expect(counted.total).toMatchObject({
      count: 11,
      outcomes: { pending: 1, expired: 1, confirmed: 2, cancelled: 1, succeeded: 5, rejected: 1 },
      medianMs: 5 * 60_000,
    });
    expect(counted.names).toMatchObject([
      { name: "merge_pr", count: 10, medianMs: 6 * 60_000, p90Ms: 9.2 * 60_000 },
      { name: "deploy", count: 1, medianMs: 60_000, p90Ms: 60_000 },
    ]);
    expect(counted.buckets.map(({ count }) => count)).toEqual([10, 0, 0, 1, 0, 0, 0]);
    expect(counted.buckets[1]).toMatchObject({ start: after(day), medianMs: null, p90Ms: null });
    expect(counted.buckets[1]?.outcomes.pending).toBe(0);
  });

  test("of other users are counted for an auditor alone", async () => {
    await insertAction(db, "denied", { user_id: stranger, created_at: monday });
    expect((await countPendingActions(db, { userId, ...range })).total.count).toBe(0);
    expect((await countPendingActions(db, { auditor, ...range })).total.count).toBe(1);
  });

  test("at the ends of the range: since is in it, and until is not", async () => {
    for (const created_at of [monday, new Date(range.until.getTime() - 1), range.until]) {
      await insertAction(db, "denied", { user_id: userId, created_at });
    }
    const { buckets } = await countPendingActions(db, { userId, ...range, bucket: "week" });
    expect(buckets).toMatchObject([{ start: monday, count: 2 }]);
  });
});

test("action logs are counted by type and success", async () => {
  const clock = new TestClock(after(30).toISOString());
  for (const ok of [true, true, false]) {
    await recordActionLog(db, { userId, actionType: "merge_pr", ok }, clock);
  }
  await recordActionLog(db, { userId: stranger, actionType: "deploy", ok: false }, clock);
  const own = await countActionLogs(db, { userId, ...range, bucket: "hour" });
  expect(own.names).toEqual([
    { name: "merge_pr", count: 3, outcomes: { ok: 2, failed: 1 }, medianMs: null, p90Ms: null },
  ]);
  expect(own.buckets).toHaveLength(7 * 24);
  const failed = await countActionLogs(db, { auditor, ...range, ok: false });
  expect(failed.names).toMatchObject([
    { name: "deploy", count: 1 },
    { name: "merge_pr", count: 1 },
  ]);
});

test("commands are counted by intent and status, with their latency", async () => {
  const clock = new TestClock(after(30).toISOString());
  const command = { userId, inputType: "text", intentName: "merge_pr" } as const;
  await recordCommand(db, { ...command, status: "ok", latencyMs: 100 }, clock);
  await recordCommand(db, { ...command, status: "error", latencyMs: 300 }, clock);
  await recordCommand(db, { userId, inputType: "text", status: "ok" }, clock);
  const { names, total } = await countCommands(db, { userId, ...range });
  expect(total).toMatchObject({ count: 3, medianMs: 200, p90Ms: 280 });
  expect(names).toMatchObject([
    { name: "merge_pr", count: 2, outcomes: { ok: 1, error: 1, needs_confirmation: 0 } },
    { name: null, count: 1, outcomes: { ok: 1 }, medianMs: null },
  ]);
});

test("webhook events are counted by source, type or rejection, with the time to their end", async () => {
  const at = { received_at: monday };
  await insertEvent(db, "processed", { ...at, event_type: "push", completed_at: after(1) });
  const replayed = { event_type: "push", completed_at: after(900), replay_id: v7() };
  await insertEvent(db, "processed", { ...at, ...replayed });
  await insertEvent(db, "received", { ...at, source: "svix" });
  const forged = { event_type: "ping", rejection: "missing_signature" };
  await insertEvent(db, "rejected", { ...at, ...forged });
  const bySource = await countWebhookEvents(db, range);
  expect(bySource.names).toMatchObject([
    { name: "github", count: 3, outcomes: { processed: 2, rejected: 1 }, medianMs: 60_000 },
    { name: "svix", count: 1, outcomes: { received: 1 }, medianMs: null },
  ]);
  const byType = await countWebhookEvents(db, { ...range, by: "event_type", source: "github" });
  expect(byType.names.map(({ name, count }) => [name, count])).toEqual([
    ["push", 2],
    ["ping", 1],
  ]);
  const byRejection = await countWebhookEvents(db, { ...range, by: "rejection" });
  expect(byRejection.names.map(({ name, count }) => [name, count])).toEqual([
    [null, 3],
    ["missing_signature", 1],
  ]);
});

test("the names are limited to the most frequent, and the total is that of all", async () => {
  const { names: most } = statisticsLimits;
  for (let n = 0; n <= most; n++) {
    const row = { user_id: userId, action_type: `type_${n}`, created_at: monday };
    await insertAction(db, "denied", row);
    if (n === most) await insertAction(db, "denied", row);
  }
  const { names, moreNames, total } = await countPendingActions(db, { userId, ...range });
  expect(names).toHaveLength(most);
  expect(names[0]).toMatchObject({ name: `type_${most}`, count: 2 });
  expect(moreNames).toBe(true);
  expect(total.count).toBe(most + 2);
});

describe("a range", () => {
  const clock = new TestClock("2026-03-04T12:34:56Z");
  const rangeOf = async (given: object) => {
    const { since, until, bucket, buckets } = await countPendingActions(
      db,
      { userId, ...given },
      clock,
    );
    const times = [since, until].map((time) => time.toISOString().slice(0, 16));
    return [...times, bucket, buckets.length];
  };

  test.for([
    [{}, ["2026-02-02T00:00", "2026-03-05T00:00", "day", 31]],
    [{ since: monday }, ["2026-03-02T00:00", "2026-03-05T00:00", "day", 3]],
    [{ since: after(2 * day) }, ["2026-03-04T00:00", "2026-03-04T13:00", "hour", 13]],
    [{ bucket: "week" }, ["2026-02-02T00:00", "2026-03-09T00:00", "week", 5]],
    [
      { since: new Date("2025-01-01T00:00Z") },
      ["2025-01-01T00:00", "2026-03-09T00:00", "week", 62],
    ],
    [{ ...range, bucket: "week" }, ["2026-03-02T00:00", "2026-03-09T00:00", "week", 1]],
  ] as const)("of %o has its defaults", async ([given, expected]) => {
    expect(await rangeOf(given)).toEqual(expected);
  });

  test("before 1970 has the buckets of the engine", async () => {
    const created_at = new Date("1969-12-30T12:00:00Z");
    await insertAction(db, "denied", { user_id: userId, created_at });
    const past = {
      since: new Date("1969-12-29T00:00:00Z"),
      until: new Date("1970-01-05T00:00:00Z"),
    };
    for (const bucket of ["day", "week"] as const) {
      const { buckets } = await countPendingActions(db, { userId, ...past, bucket });
      expect(buckets.reduce((sum, { count }) => sum + count, 0)).toBe(1);
    }
  });

  test.for([
    [{ ...range, bucket: "minute" }, "bucket"],
    [{ since: monday, until: monday }, "since"],
    [{ since: new Date("2027-01-01T00:00:00Z") }, "since"],
    // Its start, or that of its first bucket, would have no form in RFC 3339.
    [{ until: new Date("0000-01-01T00:00:00Z") }, "until"],
    [{ since: new Date("0000-01-01T00:00:00Z"), until: new Date("0000-01-02T00:00:00Z") }, "since"],
  ] as const)("of %o is refused and names the field", async ([given, field]) => {
    await expect(rangeOf(given)).rejects.toMatchObject({ code: "invalid_input", field });
  });
});
