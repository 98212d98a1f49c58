import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  claimWebhookEvents,
  failWebhookEvent,
  ignoreWebhookEvent,
  listWebhookEvents,
  listWebhookTransitions,
  releaseWebhookEvent,
  retryWebhookEvent,
  reviveWebhookEvent,
} from "../../src/entries/webhooks.ts";
import {
  claimOne,
  expectUnchanged,
  getEvent,
  historyOf,
  unknownId,
  removePayload,
  storeEvents,
  storeForged,
} from "./inbox-fixture.ts";

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

describe("the outcome of an event", () => {
  test("ignored, with a reason without secrets", async () => {
    const [id = ""] = await storeEvents(db, clock);
    const reason = `not ours: ghp_${"a".repeat(36)} ${"x".repeat(2000)}`;
    const report = await ignoreWebhookEvent(db, { ...(await claimOne(db, clock)), reason }, clock);
    expect(report).toMatchObject({ outcome: "ignored", event: { state: "ignored" } });
    const { items } = await listWebhookTransitions(db, id);
    expect(items[0]?.reason).toMatch(/^not ours: \[redacted\] x+$/);
    expect(items[0]?.reason).toHaveLength(1000);
  });

  test("released: due at once for every worker, and the attempt does not count", async () => {
    const [id = ""] = await storeEvents(db, clock);
    for (let round = 1; round <= 10; round++) {
      const claimed = await claimOne(db, clock);
      expect(claimed.lease.attempt).toBe(1);
      expect(await releaseWebhookEvent(db, claimed, clock)).toMatchObject({
        outcome: "released",
        event: { state: "received", attempts: 0, nextAttemptAt: clock.now() },
      });
    }
    expect(await historyOf(db, id)).toEqual(
      Array.from({ length: 10 }, () => ["claimed 1", "released 1"]).flat(),
    );
  });

  test("failed: its error is redacted, cut and repaired", async () => {
    const [id = ""] = await storeEvents(db, clock);
    const token = `Bearer ${"s1T2".repeat(10)}`;
    const error = `\x00401 for ${token}\ud800${"e".repeat(5000)}`;
    await failWebhookEvent(db, { ...(await claimOne(db, clock)), error }, clock);
    const { lastError } = await getEvent(db, id);
    expect(lastError).toMatch(/^401 for Bearer \[redacted\]\ufffde+$/);
    expect(lastError).toHaveLength(2000);
    const { items } = await listWebhookTransitions(db, id);
    expect(items[0]).toMatchObject({ transition: "failed", reason: lastError });
    clock.advance(1e9);
    await failWebhookEvent(db, { ...(await claimOne(db, clock)), error: "" }, clock);
    expect(await getEvent(db, id)).toMatchObject({ lastError: "no message", attempts: 2 });
  });

  test("the back-off is full jitter over 10 s · 6ⁿ⁻¹, at most 10 h, and then it is dead", async () => {
    const [id = ""] = await storeEvents(db, clock);
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt++) {
      const claimed = await claimOne(db, clock);
      const retryPolicy = { random: () => 0.5 };
      const report = await failWebhookEvent(db, { ...claimed, error: "no", retryPolicy }, clock);
      if (report.outcome === "dead") break;
      const { nextAttemptAt } = await getEvent(db, id);
      const wait = (nextAttemptAt?.getTime() ?? 0) - clock.now().getTime();
      waits.push(wait);
      clock.advance(wait - 1);
      expect(await claimIds()).toEqual([]);
      clock.advance(1);
    }
    expect(waits.map((wait) => wait / 500)).toEqual([10, 60, 360, 2160, 12_960, 36_000, 36_000]);
    expect(await getEvent(db, id)).toMatchObject({
      state: "dead",
      attempts: 8,
      nextAttemptAt: null,
      completedAt: clock.now(),
      lastError: "no",
    });
  });

  test.for([
    [0, 0],
    [0.999_999, 89_999],
  ] as const)("random %d with a custom policy waits %d ms", async ([random, expected]) => {
    const [id = ""] = await storeEvents(db, clock);
    const retryPolicy = { baseSeconds: 100, factor: 2, capSeconds: 90, random: () => random };
    await failWebhookEvent(db, { ...(await claimOne(db, clock)), error: "no", retryPolicy }, clock);
    const { nextAttemptAt } = await getEvent(db, id);
    expect((nextAttemptAt?.getTime() ?? 0) - clock.now().getTime()).toBe(expected);
  });

  test("dead at once with retry false, and revived with all attempts", async () => {
    const [id = ""] = await storeEvents(db, clock);
    await storeEvents(db, clock);
    const failure = { ...(await claimOne(db, clock)), error: "bad", retry: false };
    expect(await failWebhookEvent(db, failure, clock)).toMatchObject({ outcome: "dead" });
    const { items } = await listWebhookEvents(db, { state: "dead" });
    expect(items.map((event) => event.id)).toEqual([id]);
    expect(
      await reviveWebhookEvent(db, { id, requestedBy: "ann", reason: "fixed" }, clock),
    ).toMatchObject({
      outcome: "revived",
      event: { state: "received", attempts: 0, nextAttemptAt: clock.now(), completedAt: null },
    });
    const [last] = (await listWebhookTransitions(db, id)).items;
    expect(last).toMatchObject({ transition: "revived", worker: "ann", reason: "fixed" });
    expect(await claimIds()).toContain(id);
    expect(await getEvent(db, id)).toMatchObject({ attempts: 1 });
  });

  test("a retry makes a failed event due now, and its attempts continue to count", async () => {
    const [id = ""] = await storeEvents(db, clock);
    const retryPolicy = { random: () => 0.9 };
    const failure = { ...(await claimOne(db, clock)), error: "no", retryPolicy };
    await failWebhookEvent(db, failure, clock);
    expect(await claimIds()).toEqual([]);
    expect(await retryWebhookEvent(db, { id }, clock)).toMatchObject({
      outcome: "retried",
      event: { state: "failed", nextAttemptAt: clock.now() },
    });
    expect((await claimOne(db, clock)).lease.attempt).toBe(2);
    expect(await historyOf(db, id)).toEqual(["claimed 1", "failed 1", "retried 1", "claimed 2"]);
  });

  test("an event in another state, or an unknown one, is neither retried nor revived", async () => {
    const forged = await storeForged(db, clock);
    await storeEvents(db, clock);
    const claimed = await claimOne(db, clock);
    await expectUnchanged(db, async () => {
      for (const id of [forged, claimed.id]) {
        expect(await retryWebhookEvent(db, { id }, clock)).toMatchObject({
          outcome: "wrong_state",
        });
        expect(await reviveWebhookEvent(db, { id }, clock)).toMatchObject({
          outcome: "wrong_state",
        });
      }
      expect(await retryWebhookEvent(db, { id: unknownId }, clock)).toEqual({
        outcome: "not_found",
      });
    });
  });

  test("a dead event without its body stays dead", async () => {
    const [id = ""] = await storeEvents(db, clock);
    await failWebhookEvent(db, { ...(await claimOne(db, clock)), error: "", retry: false }, clock);
    await removePayload(db, id);
    expect(await reviveWebhookEvent(db, { id }, clock)).toMatchObject({
      outcome: "payload_removed",
      event: { state: "dead" },
    });
  });
});
