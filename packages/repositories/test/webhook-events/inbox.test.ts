import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { leaseLimits } from "../../src/index.ts";
import {
  deadLetterExhaustedWebhookEvents,
  claimWebhookEvents,
  failWebhookEvent,
  heartbeatWebhookEvent,
  ignoreWebhookEvent,
  listWebhookTransitions,
  releaseWebhookEvent,
  retryWebhookEvent,
  succeedWebhookEvent,
} from "../../src/entries/webhooks.ts";
import {
  claimOne,
  expectUnchanged,
  getEvent,
  historyOf,
  unknownId,
  storeEvents,
  storeForged,
} from "./inbox-fixture.ts";

/** The lease of a claim that gives no other length, in milliseconds. */
const leaseTime = leaseLimits.default * 1000;

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const claimIds = async (limit = 100, rest: object = {}): Promise<string[]> =>
  (await claimWebhookEvents(db, { worker: "w", limit, ...rest }, clock)).map(
    ({ event }) => event.id,
  );

describe("claiming", () => {
  test("claims the longest due events first, each under its own lease, and none twice", async () => {
    const ids: string[] = [];
    for (let index = 0; index < 5; index++) {
      ids.push(...(await storeEvents(db, clock)));
      clock.advance(1000);
    }
    const request = { worker: "worker-1", limit: 3, leaseSeconds: 30 };
    const claimed = await claimWebhookEvents(db, request, clock);
    expect(claimed.map(({ event }) => event.id)).toEqual(ids.slice(0, 3));
    const expiresAt = new Date(clock.now().getTime() + 30_000);
    expect(claimed[0]).toMatchObject({
      event: {
        state: "processing",
        attempts: 1,
        worker: "worker-1",
        leaseExpiresAt: expiresAt,
        nextAttemptAt: expiresAt,
      },
      lease: { eventId: ids[0], expiresAt, attempt: 1 },
    });
    expect(await getEvent(db, ids[0] ?? "")).toEqual(claimed[0]?.event);
    expect(await claimIds()).toEqual(ids.slice(3));
    expect(await claimIds()).toEqual([]);
  });

  test("stores only the hash of a lease's token", async () => {
    await storeEvents(db, clock, 2);
    const claimed = await claimWebhookEvents(db, { worker: "w", limit: 2 }, clock);
    const rows = JSON.stringify([
      await db.selectFrom("webhook_events").selectAll().execute(),
      await db.selectFrom("webhook_transitions").selectAll().execute(),
    ]);
    expect(new Set(claimed.map(({ lease }) => lease.token)).size).toBe(2);
    for (const { event, lease } of claimed) {
      expect(lease.token).toMatch(/^[\w-]{43}$/);
      expect(rows).not.toContain(lease.token);
      expect(JSON.stringify(event)).not.toContain(lease.token);
    }
  });

  test("claims only the requested sources and types", async () => {
    const [push] = await storeEvents(db, clock);
    const [issue] = await storeEvents(db, clock, 1, { eventType: "issues" });
    const [other] = await storeEvents(db, clock, 1, { source: "stripe" });
    expect(await claimIds(9, { sources: ["stripe", "gitlab"] })).toEqual([other]);
    expect(await claimIds(9, { sources: ["github"], eventTypes: ["issues"] })).toEqual([issue]);
    expect(await claimIds(9)).toEqual([push]);
  });

  test("never claims a forged event", async () => {
    await storeForged(db, clock);
    clock.advance(1e9);
    expect(await claimIds()).toEqual([]);
  });

  test("works in the caller's transaction, and rolls back with it", async () => {
    const [id = ""] = await storeEvents(db, clock, 3);
    const undone = db.transaction().execute(async (transaction) => {
      const claimed = await claimWebhookEvents(transaction, { worker: "w", limit: 2 }, clock);
      expect(claimed).toHaveLength(2);
      const [{ event, lease } = claimed[1] as never] = claimed;
      const holder = { id: event.id, token: lease.token };
      expect(await succeedWebhookEvent(transaction, holder, clock)).toMatchObject({
        outcome: "processed",
      });
      throw new Error("undo");
    });
    await expect(undone).rejects.toThrow("undo");
    expect(await getEvent(db, id)).toMatchObject({ state: "received", attempts: 0 });
    expect(await historyOf(db, id)).toEqual([]);
  });

  test.for([
    [{ worker: "" }, "worker"],
    [{ limit: 0 }, "limit"],
    [{ limit: 101 }, "limit"],
    [{ limit: 1.5 }, "limit"],
    [{ leaseSeconds: 0 }, "leaseSeconds"],
    [{ leaseSeconds: 12 * 3600 + 1 }, "leaseSeconds"],
    [{ sources: [] }, "sources"],
    [{ eventTypes: [""] }, "eventTypes"],
    [{ retryPolicy: { maximumAttempts: 0 } }, "retryPolicy.maximumAttempts"],
    [{ retryPolicy: { factor: Number.NaN } }, "retryPolicy.factor"],
  ] as const)("refuses %j", async ([request, field]) => {
    await storeEvents(db, clock);
    await expectUnchanged(db, () =>
      expect(claimWebhookEvents(db, { worker: "w", ...request }, clock)).rejects.toMatchObject({
        code: "invalid_input",
        field,
      }),
    );
  });
});

describe("a lease", () => {
  test("that expires goes to the next worker, and the attempt counts", async () => {
    const [id = ""] = await storeEvents(db, clock);
    await claimOne(db, clock, "worker-1");
    clock.advance(leaseTime - 1);
    expect(await claimIds()).toEqual([]);
    clock.advance(1);
    const second = await claimOne(db, clock, "worker-2");
    expect(second).toMatchObject({ id, lease: { attempt: 2 }, event: { attempts: 2 } });
    expect(await historyOf(db, id)).toEqual(["claimed 1", "taken_over 2"]);
    const { items } = await listWebhookTransitions(db, id);
    expect(items[0]).toMatchObject({
      worker: "worker-2",
      reason: "the lease of worker-1 ran out",
    });
  });

  test("that was lost accepts no report", async () => {
    await storeEvents(db, clock);
    const lost = await claimOne(db, clock, "worker-1");
    clock.advance(leaseTime);
    const second = await claimOne(db, clock, "worker-2");
    await expectUnchanged(db, async () => {
      for (const said of [
        succeedWebhookEvent(db, lost, clock),
        ignoreWebhookEvent(db, lost, clock),
        failWebhookEvent(db, { ...lost, error: "late" }, clock),
        releaseWebhookEvent(db, lost, clock),
        heartbeatWebhookEvent(db, lost, clock),
      ]) {
        expect(await said).toEqual({ outcome: "lease_lost" });
      }
    });
    expect(await succeedWebhookEvent(db, second, clock)).toMatchObject({ outcome: "processed" });
  });

  test("that has expired still accepts a report of success", async () => {
    const [id = ""] = await storeEvents(db, clock);
    const claimed = await claimOne(db, clock);
    clock.advance(3_600_000);
    expect(await succeedWebhookEvent(db, claimed, clock)).toMatchObject({
      outcome: "processed",
      event: { id, state: "processed", nextAttemptAt: null, completedAt: clock.now() },
    });
    expect(await claimIds()).toEqual([]);
  });

  test("is renewed by a heartbeat, but not after its expiry", async () => {
    const [id = ""] = await storeEvents(db, clock);
    const claimed = await claimOne(db, clock);
    clock.advance(leaseTime - 10_000);
    const expiresAt = new Date(clock.now().getTime() + 20_000);
    expect(await heartbeatWebhookEvent(db, { ...claimed, leaseSeconds: 20 }, clock)).toEqual({
      outcome: "extended",
      expiresAt,
    });
    expect(await getEvent(db, id)).toMatchObject({
      leaseExpiresAt: expiresAt,
      nextAttemptAt: expiresAt,
      attempts: 1,
    });
    clock.advance(19_999);
    expect(await claimIds()).toEqual([]);
    clock.advance(1);
    expect(await heartbeatWebhookEvent(db, claimed, clock)).toEqual({ outcome: "lease_lost" });
    expect(await claimIds()).toEqual([id]);
    expect(await historyOf(db, id)).toEqual(["claimed 1", "taken_over 2"]);
  });

  test("needs its own token and an existing event", async () => {
    await storeEvents(db, clock, 2);
    const first = await claimOne(db, clock);
    const second = await claimOne(db, clock);
    const mixed = { id: first.id, token: second.token };
    expect(await succeedWebhookEvent(db, mixed, clock)).toEqual({ outcome: "lease_lost" });
    const none = { id: unknownId, token: first.token };
    expect(await heartbeatWebhookEvent(db, none, clock)).toEqual({ outcome: "not_found" });
    for (const [holder, field] of [
      [{ ...first, id: "1" }, "id"],
      [{ ...first, token: "" }, "token"],
    ] as const) {
      await expect(succeedWebhookEvent(db, holder, clock)).rejects.toMatchObject({ field });
    }
  });

  test("accepts one report; a second one returns the event's outcome", async () => {
    await storeEvents(db, clock);
    const claimed = await claimOne(db, clock);
    const { event } = (await succeedWebhookEvent(db, claimed, clock)) as { event: unknown };
    await expectUnchanged(db, async () => {
      const again = { outcome: "already_ended", event };
      expect(await succeedWebhookEvent(db, claimed, clock)).toEqual(again);
      expect(await failWebhookEvent(db, { ...claimed, error: "no" }, clock)).toEqual(again);
      expect(await heartbeatWebhookEvent(db, claimed, clock)).toEqual(again);
    });
  });
});

describe("an event without attempts left", () => {
  const exhaust = async (): Promise<string> => {
    const [id = ""] = await storeEvents(db, clock);
    for (let attempt = 1; attempt <= 2; attempt++) {
      await claimOne(db, clock);
      clock.advance(leaseTime);
    }
    return id;
  };
  const retryPolicy = { maximumAttempts: 2 };

  test("becomes a dead letter at a claim, which continues with the next event", async () => {
    const id = await exhaust();
    const [next] = await storeEvents(db, clock);
    expect(await claimIds(1, { retryPolicy })).toEqual([next]);
    expect(await getEvent(db, id)).toMatchObject({
      state: "dead",
      attempts: 2,
      leaseExpiresAt: null,
      lastError: "the lease of worker-1 ran out, and no attempts are left",
    });
    expect(await historyOf(db, id)).toEqual(["claimed 1", "taken_over 2", "died 2"]);
  });

  test("becomes a dead letter in a sweep, once, and no other event does", async () => {
    const [alive = ""] = await storeEvents(db, clock);
    await claimIds(1, { leaseSeconds: 3600 });
    const id = await exhaust();
    await storeEvents(db, clock);
    const sweep = () => deadLetterExhaustedWebhookEvents(db, { retryPolicy }, clock);
    expect(await Promise.all([sweep(), sweep(), sweep()])).toContainEqual({
      deadLettered: 1,
      more: false,
    });
    expect(await historyOf(db, id)).toEqual(["claimed 1", "taken_over 2", "died 2"]);
    expect(await getEvent(db, alive)).toMatchObject({ state: "processing" });
  });

  test("refuses a late report of its worker as lease_lost", async () => {
    await storeEvents(db, clock);
    const claimed = await claimOne(db, clock);
    clock.advance(leaseTime);
    await deadLetterExhaustedWebhookEvents(db, { retryPolicy: { maximumAttempts: 1 } }, clock);
    expect(await succeedWebhookEvent(db, claimed, clock)).toEqual({ outcome: "lease_lost" });
  });
});

describe("a clock", () => {
  test("set back: a lease lasts longer, and no other worker gets the event before its end", async () => {
    const [id = ""] = await storeEvents(db, clock);
    const claimed = await claimOne(db, clock);
    clock.advance(-3_600_000);
    expect(await claimIds()).toEqual([]);
    expect(await heartbeatWebhookEvent(db, claimed, clock)).toMatchObject({ outcome: "extended" });
    clock.advance(leaseTime);
    expect(await claimIds()).toEqual([id]);
  });

  test("set back: an event that is no longer due waits for its time, or for a retry", async () => {
    const [id = ""] = await storeEvents(db, clock);
    clock.advance(-1000);
    expect(await claimIds()).toEqual([]);
    expect(await retryWebhookEvent(db, { id }, clock)).toMatchObject({
      outcome: "retried",
      event: { state: "received" },
    });
    expect(await claimIds()).toEqual([id]);
  });

  test("set forward: every lease has expired, and each event goes to one worker", async () => {
    await storeEvents(db, clock, 20);
    const before = await claimWebhookEvents(db, { worker: "w", limit: 20 }, clock);
    clock.advance(365 * 24 * 3_600_000);
    const claims = await Promise.all(Array.from({ length: 10 }, () => claimIds(10)));
    expect(claims.flat().toSorted()).toEqual(before.map(({ event }) => event.id).toSorted());
  });
});
