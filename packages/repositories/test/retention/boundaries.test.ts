import type { Database, PendingActionState, WebhookEventState } from "@handsfree/schema";
import { pendingActionStates, webhookEventStates } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { v7 } from "uuid";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  retentionDefaults,
  type RetentionPolicy,
  type RetentionRuleName,
  retentionRuleNames,
  runRetention,
} from "../../src/entries/privacy.ts";
import { insertAction, insertCommand, insertEvent, insertLog, insertReplay } from "../rows.ts";
import { noticeRow, triggerRow } from "../notices/rows.ts";

const day = 24 * 3600 * 1000;

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

/** Only one rule is on. */
const only = (name: RetentionRuleName, days = retentionDefaults[name].days): RetentionPolicy => ({
  ...Object.fromEntries(retentionRuleNames.map((rule) => [rule, null])),
  [name]: days,
});

/** The number of records that the rule would remove, and removed, at this moment. */
async function removedBy(name: RetentionRuleName, days?: number | null): Promise<number> {
  const policy = only(name, days);
  const dry = await runRetention(db, { policy, dryRun: true }, clock);
  const ran = await runRetention(db, { policy }, clock);
  expect(ran.rules).toEqual(dry.rules);
  expect(ran.rules.map(({ rule }) => rule)).toEqual([name]);
  return ran.rules[0]?.removed ?? Number.NaN;
}

/** Expects no removal a millisecond before the time, and a complete one at the time. */
async function expectRemovalAfter(
  milliseconds: number,
  name: RetentionRuleName,
  count = 1,
  days?: number,
): Promise<void> {
  clock.advance(milliseconds - 1);
  expect(await removedBy(name, days)).toBe(0);
  clock.advance(1);
  expect(await removedBy(name, days)).toBe(count);
  expect(await removedBy(name, days)).toBe(0);
}

describe("commands", () => {
  test("are removed after 400 days", async () => {
    await insertCommand(db, { created_at: clock.now() });
    await expectRemovalAfter(400 * day, "commands");
    expect(await db.selectFrom("commands").selectAll().execute()).toEqual([]);
  });

  test("lose each content at its own expiry, and record the time of the last removal", async () => {
    const at = clock.now();
    const inDays = (days: number): Date => new Date(at.getTime() + days * day);
    const content = {
      transcript: "merge it",
      transcript_expires_at: inDays(7),
      entities: '{"pr":12}',
      entities_expire_at: inDays(30),
    };
    const kept = { intent_name: "pr.merge", request_digest: "0" };
    await insertCommand(db, { created_at: at, ...kept, ...content });
    await expectRemovalAfter(7 * day, "expiredCommandContent");
    const read = () => db.selectFrom("commands").selectAll().executeTakeFirstOrThrow();
    expect(await read()).toMatchObject({ ...content, transcript: null });
    await expectRemovalAfter(23 * day, "expiredCommandContent");
    expect(await read()).toMatchObject({
      transcript: null,
      entities: null,
      content_removed_at: inDays(30),
      request_digest: null,
      intent_name: "pr.merge",
    });
  });

  test("of earlier releases lose their content after 90 days", async () => {
    const content = { transcript: "merge it", entities: '{"pr":12}' };
    await insertCommand(db, { created_at: clock.now(), ...content });
    expect(await removedBy("expiredCommandContent")).toBe(0);
    await expectRemovalAfter(90 * day, "commandContent");
    const left = await db.selectFrom("commands").selectAll().executeTakeFirstOrThrow();
    expect(left).toMatchObject({ transcript: null, entities: null, status: "ok" });
  });

  test("with an expiry lose their content at that time only", async () => {
    const never = new Date("9999-01-01T00:00:00Z");
    const content = { transcript: "merge it", transcript_expires_at: never };
    await insertCommand(db, { created_at: clock.now(), ...content });
    clock.advance(1000 * day);
    expect(await removedBy("commandContent")).toBe(0);
  });
});

describe("pending actions", () => {
  const ended: readonly PendingActionState[] = [
    "cancelled",
    "rejected",
    "denied",
    "expired",
    "succeeded",
    "failed",
    "abandoned",
  ];

  test.for(ended)(
    "that are %s are removed 90 days after their end, with their tokens and approvals",
    async (state) => {
      const at = clock.now();
      const decided = new Date(at.getTime() + day);
      const isExecuted = ["succeeded", "failed", "abandoned"].includes(state);
      const later = isExecuted ? new Date(at.getTime() + 2 * day) : null;
      await insertAction(db, state, {
        created_at: at,
        expires_at: new Date(at.getTime() + 3 * day),
        decided_at: state === "expired" ? null : decided,
        ended_at: later,
      });
      const end = state === "expired" ? 3 : isExecuted ? 2 : 1;
      await expectRemovalAfter((end + 90) * day, "pendingActions");
      for (const table of [
        "pending_actions",
        "pending_action_tokens",
        "pending_action_approvals",
      ] as const) {
        expect(await db.selectFrom(table).selectAll().execute()).toEqual([]);
      }
    },
  );

  test("that have not ended stay for ever", async () => {
    const open = pendingActionStates.filter((state) => !ended.includes(state));
    expect(open).toEqual(["pending", "confirmed", "executing"]);
    for (const state of open) await insertAction(db, state, { created_at: clock.now() });
    clock.advance(10_000 * day);
    expect(await removedBy("pendingActions")).toBe(0);
    expect(await db.selectFrom("pending_action_approvals").selectAll().execute()).toHaveLength(3);
  });

  test("are removed alone: the tokens and approvals of others stay", async () => {
    const at = clock.now();
    const stays = await insertAction(db, "pending", { created_at: at });
    await insertAction(db, "cancelled", { created_at: at });
    clock.advance(90 * day);
    expect(await removedBy("pendingActions")).toBe(1);
    for (const table of ["pending_action_tokens", "pending_action_approvals"] as const) {
      const rows = await db.selectFrom(table).select("action_id").execute();
      expect(rows).toEqual([{ action_id: stays }]);
    }
  });
});

describe("standing grants", () => {
  test("are removed 400 days after their expiry", async () => {
    const at = clock.now();
    const grant = { matches: '{"types":["t"]}', reason: null, maximum_uses: 1, uses: 0 };
    for (const days of [1, 90]) {
      const expires_at = new Date(at.getTime() + days * day);
      await db
        .insertInto("standing_grants")
        .values({ ...grant, id: v7(), user_id: v7(), expires_at, created_at: at })
        .execute();
    }
    await expectRemovalAfter(401 * day, "standingGrants");
    await expectRemovalAfter(89 * day, "standingGrants");
    expect(await db.selectFrom("standing_grants").selectAll().execute()).toEqual([]);
  });
});

describe("deliveries to endpoints", () => {
  test("are removed 30 days after their event, in any state", async () => {
    const created_at = clock.now();
    const delivery = { endpoint_id: v7(), event_id: 1, event_type: "t", attempts: 0, created_at };
    for (const state of ["waiting", "delivered", "dead"] as const) {
      await db
        .insertInto("webhook_deliveries")
        .values({ ...delivery, id: v7(), state })
        .execute();
    }
    clock.advance(30 * day - 1);
    expect(await removedBy("webhookDeliveries")).toBe(0);
    clock.advance(1);
    expect(await removedBy("webhookDeliveries")).toBe(3);
  });
});

describe("notices", () => {
  test("are removed 30 days after they were made, in any state", async () => {
    const created_at = clock.now();
    const notice = { channel_id: v7(), user_id: v7(), purpose: "test", attempts: 0 } as const;
    for (const state of ["waiting", "delivered", "dropped", "dead"] as const) {
      await db
        .insertInto("notification_deliveries")
        .values({ ...notice, id: v7(), delivery_key: state, state, created_at })
        .execute();
    }
    clock.advance(30 * day - 1);
    expect(await removedBy("notificationDeliveries")).toBe(0);
    clock.advance(1);
    expect(await removedBy("notificationDeliveries")).toBe(4);
  });
});

describe("notices of GitHub's deliveries", () => {
  test("are removed 90 days after they were made, and the states of checks after 30", async () => {
    const created_at = clock.now();
    await db
      .insertInto("notices")
      .values(noticeRow({ user_id: v7(), created_at }))
      .execute();
    const check = { check_key: "a", commit_key: "b", state: "pending", created_at } as const;
    await db
      .insertInto("commit_checks")
      .values({ ...check, reported_at: created_at })
      .execute();
    clock.advance(30 * day - 1);
    expect(await removedBy("commitChecks")).toBe(0);
    clock.advance(1);
    expect(await removedBy("commitChecks")).toBe(1);
    clock.advance(60 * day - 1);
    expect(await removedBy("notices")).toBe(0);
    clock.advance(1);
    expect(await removedBy("notices")).toBe(1);
  });

  test("and triggers 30 days after their expiry, unless they are about to propose", async () => {
    const created_at = clock.now();
    const expires_at = new Date(created_at.getTime() + day);
    for (const state of ["waiting", "proposed", "failed", "fired"] as const) {
      const row = triggerRow({ user_id: v7(), created_at, expires_at, state });
      await db.insertInto("event_triggers").values(row).execute();
    }
    clock.advance(31 * day - 1);
    expect(await removedBy("eventTriggers")).toBe(0);
    clock.advance(1);
    expect(await removedBy("eventTriggers")).toBe(3);
  });
});

describe("idempotency keys", () => {
  test("are free at their expiry, and their logs stay", async () => {
    const at = clock.now();
    const expires = new Date(at.getTime() + day);
    await insertLog(db, { created_at: at, owned_key: "a/b/c", key_expires_at: expires });
    await expectRemovalAfter(day, "idempotencyKeys");
    const log = await db.selectFrom("action_logs").selectAll().executeTakeFirstOrThrow();
    expect(log).toMatchObject({ owned_key: null, result: '"done"' });
  });

  test("that never expire are never free", async () => {
    await insertLog(db, { created_at: clock.now(), owned_key: "a/b/c" });
    clock.advance(10_000 * day);
    expect(await removedBy("idempotencyKeys")).toBe(0);
  });
});

describe("webhook events", () => {
  const open: readonly WebhookEventState[] = ["received", "processing", "failed"];
  const done = webhookEventStates.filter((state) => state !== "rejected" && !open.includes(state));

  test("are removed after 180 days when they are done, with their transitions", async () => {
    for (const state of done) await insertEvent(db, state, { received_at: clock.now() });
    await expectRemovalAfter(180 * day, "webhookEvents", done.length);
    expect(await db.selectFrom("webhook_transitions").selectAll().execute()).toEqual([]);
  });

  test("that are still to be processed stay, with their bodies and transitions", async () => {
    for (const state of open) await insertEvent(db, state, { received_at: clock.now() });
    clock.advance(10_000 * day);
    expect(await removedBy("webhookEvents")).toBe(0);
    expect(await removedBy("webhookPayloads")).toBe(0);
    expect(await db.selectFrom("webhook_transitions").selectAll().execute()).toHaveLength(3);
    const bodies = await db.selectFrom("webhook_events").select("body").execute();
    expect(bodies.every(({ body }) => body !== null)).toBe(true);
  });

  test("lose their bodies after 30 days, and record the time of removal", async () => {
    for (const state of [...done, "rejected"] as const) {
      await insertEvent(db, state, { received_at: clock.now() });
    }
    await expectRemovalAfter(30 * day, "webhookPayloads", done.length + 1);
    const left = await db
      .selectFrom("webhook_events")
      .select(["body", "body_bytes", "payload_removed_at"])
      .execute();
    const gone = { body: null, body_bytes: 14, payload_removed_at: clock.now() };
    expect(left).toEqual(Array.from(left, () => gone));
  });

  test("that are forged are removed after 7 days, and no others", async () => {
    await insertEvent(db, "rejected", { received_at: clock.now() });
    await insertEvent(db, "processed", { received_at: clock.now() });
    await expectRemovalAfter(7 * day, "rejectedWebhooks");
    const left = await db.selectFrom("webhook_events").select("state").execute();
    expect(left).toEqual([{ state: "processed" }]);
  });

  test("leave the counts of forged deliveries for 90 days", async () => {
    const hour = { hour: clock.now(), source: "github", kept: 1, dropped: 2 };
    await db
      .insertInto("webhook_rejection_counts")
      .values({ hour_key: "github/1", ...hour })
      .execute();
    await expectRemovalAfter(90 * day, "rejectionCounts");
    expect(await db.selectFrom("webhook_rejection_counts").selectAll().execute()).toEqual([]);
  });

  test("keep the replay that made them due", async () => {
    const [finished, running] = [v7(), v7()];
    for (const id of [finished, running]) {
      await insertReplay(db, { id, created_at: clock.now() });
    }
    await insertEvent(db, "processed", { received_at: clock.now(), replay_id: finished });
    await insertEvent(db, "failed", { received_at: clock.now(), replay_id: running });
    await expectRemovalAfter(180 * day, "webhookReplays");
    const left = await db.selectFrom("webhook_replays").select("id").execute();
    expect(left).toEqual([{ id: running }]);
  });
});

describe("sessions", () => {
  test("are removed 30 days after their end, or the end of their validity", async () => {
    const userId = v7();
    const at = clock.now();
    const soon = new Date(at.getTime() + 6 * day);
    const session = { user_id: userId, signed_in_by: "link", created_at: at } as const;
    const life = { last_used_at: at, expires_at: new Date(at.getTime() + 30 * day) };
    for (const rest of [
      { ...life, ended_at: soon },
      life,
      { ...life, last_used_at: new Date(at.getTime() + 29 * day) },
    ]) {
      const id = v7();
      await db
        .insertInto("sessions")
        .values({ ...session, id, session_sha256: id, ...rest })
        .execute();
    }
    // Ended by the person, for lack of use, and at the end of its life.
    await expectRemovalAfter(36 * day, "sessions");
    await expectRemovalAfter(day, "sessions");
    await expectRemovalAfter(23 * day, "sessions");
    expect(await db.selectFrom("sessions").selectAll().execute()).toEqual([]);
  });

  test("links are removed 7 days after their expiry", async () => {
    const at = clock.now();
    const link = { user_id: v7(), created_at: at, expires_at: new Date(at.getTime() + 1000) };
    await db
      .insertInto("sign_in_links")
      .values({ ...link, id: v7(), link_sha256: v7() })
      .execute();
    await expectRemovalAfter(7 * day + 1000, "signInLinks");
    expect(await db.selectFrom("sign_in_links").selectAll().execute()).toEqual([]);
  });
});

test("0 days is at once, and null is never", async () => {
  await insertCommand(db, { created_at: clock.now() });
  expect(await removedBy("commands", 0)).toBe(1);
  await insertCommand(db, { created_at: clock.now() });
  clock.advance(100_000 * day);
  const { rules } = await runRetention(db, { policy: { commands: null } }, clock);
  expect(rules.map(({ rule }) => rule)).not.toContain("commands");
  expect(await db.selectFrom("commands").selectAll().execute()).toHaveLength(1);
});
