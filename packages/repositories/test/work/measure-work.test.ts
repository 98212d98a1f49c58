import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { claimAgentTasks } from "../../src/entries/agent-tasks.ts";
import { claimAction, rejectPendingAction } from "../../src/entries/pending-actions.ts";
import { claimWebhookEvents, failWebhookEvent } from "../../src/entries/webhooks.ts";
import { measureWork } from "../../src/index.ts";
import { created } from "../agent-tasks/tasks.ts";
import { confirmed, propose, required } from "../pending-actions/confirmed-actions.ts";
import { storeEvents, storeForged } from "../webhook-events/inbox-fixture.ts";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
});
afterEach(() => db.destroy());

const none = { count: 0, since: undefined };
const minute = 60_000;

test("without work there is nothing, and no age", async () => {
  const queue = { due: none, leased: none };
  expect(await measureWork(db, clock)).toEqual({
    at: clock.now(),
    queues: {
      action_execution: queue,
      agent_task: queue,
      notification: queue,
      webhook_delivery: queue,
      webhook_event: queue,
    },
    unanswered: none,
  });
});

test("each queue counts what is due since when, and what is leased until its lease ends", async () => {
  const start = clock.now();
  const endpoints = {
    enabled: await addEndpoint("enabled"),
    disabled: await addEndpoint("disabled"),
  };
  const channels = { enabled: await addChannel("enabled"), disabled: await addChannel("disabled") };
  for (let index = 0; index < 3; index++) {
    for (const endpointId of Object.values(endpoints)) await addDelivery(endpointId, index);
    for (const channelId of Object.values(channels)) await addNotice(channelId, index);
    await confirmed(db, clock);
    await created(db, clock);
    await storeEvents(db, clock);
    clock.advance(minute);
  }
  await storeForged(db, clock);
  await claimAction(db, { types: ["merge_pr"], worker: "ada", leaseSeconds: 60 }, clock);
  await claimAgentTasks(
    db,
    { providers: ["copilot"], worker: "ada", leaseSeconds: 60, random: () => 0 },
    clock,
  );
  await claimWebhookEvents(db, { worker: "ada", leaseSeconds: 60, random: () => 0 }, clock);
  const end = new Date(clock.now().getTime() + minute);
  await db
    .updateTable("webhook_deliveries")
    .set({ next_attempt_at: end, lease_expires_at: end })
    .where("event_id", "=", 0)
    .execute();
  await db
    .updateTable("notification_deliveries")
    .set({ next_attempt_at: end, lease_expires_at: end })
    .where("delivery_key", "like", "%/0")
    .execute();
  const second = new Date(start.getTime() + minute);
  const { queues } = await measureWork(db, clock);
  for (const queue of Object.values(queues)) {
    expect(queue.due).toEqual({ count: 2, since: second });
    expect(queue.leased.count).toBe(1);
  }
  clock.advance(minute);
  for (const { due, leased } of Object.values((await measureWork(db, clock)).queues)) {
    expect([due.count, leased.count]).toEqual([3, 0]);
  }
});

async function addEndpoint(state: "disabled" | "enabled"): Promise<string> {
  const id = clock.newId();
  const [created_at, updated_at] = [clock.now(), clock.now()];
  const place = { url: "https://example.org", position: 0, secret_version: 1 };
  const absent = {
    user_id: null,
    description: null,
    event_types: null,
    disabled_because: null,
    disabled_at: null,
    failing_since: null,
    previous_secret_until: null,
    created_by: null,
  };
  await db
    .insertInto("webhook_endpoints")
    .values({ id, state, created_at, updated_at, ...place, ...absent })
    .execute();
  return id;
}

async function addChannel(state: "enabled" | "disabled"): Promise<string> {
  const at = { created_at: clock.now(), updated_at: clock.now() };
  const id = clock.newId();
  await db
    .insertInto("notification_channels")
    .values({ id, user_id: clock.newId(), kind: "email", content: "none", state, ...at })
    .execute();
  return id;
}

async function addNotice(channel_id: string, index: number): Promise<void> {
  const now = clock.now();
  const ids = { id: clock.newId(), delivery_key: `${channel_id}/${index}`, channel_id };
  await db
    .insertInto("notification_deliveries")
    .values({
      ...ids,
      user_id: clock.newId(),
      purpose: "ask",
      state: "waiting",
      attempts: 0,
      next_attempt_at: now,
      created_at: now,
    })
    .execute();
}

async function addDelivery(endpoint_id: string, event_id: number): Promise<void> {
  const now = clock.now();
  const ids = { id: clock.newId(), endpoint_id, event_id, event_type: "command.recorded" };
  const absent = { lease_sha256: null, lease_expires_at: null, response_status: null };
  const times = { next_attempt_at: now, created_at: now, ended_at: null };
  await db
    .insertInto("webhook_deliveries")
    .values({ ...ids, ...times, ...absent, state: "waiting", attempts: 0, last_error: null })
    .execute();
}

test("an event that waits for its next attempt is neither due nor leased", async () => {
  await storeEvents(db, clock);
  const [claim] = await claimWebhookEvents(db, { worker: "ada", random: () => 0 }, clock);
  const { event, lease } = required(claim);
  await failWebhookEvent(db, { id: event.id, token: lease.token, error: "x" }, clock);
  const { queues } = await measureWork(db, clock);
  expect(queues.webhook_event).toEqual({ due: none, leased: none });
});

test("an action is unanswered until it is decided or expires", async () => {
  const start = clock.now();
  const { action } = await propose(db, clock, { expiresInSeconds: 300 });
  clock.advance(minute);
  await propose(db, clock, { expiresInSeconds: 300 });
  expect((await measureWork(db, clock)).unanswered).toEqual({ count: 2, since: start });
  const { id, userId, payloadDigest } = action;
  await rejectPendingAction(db, { id, userId, payloadDigest, surface: "api" }, clock);
  expect((await measureWork(db, clock)).unanswered.count).toBe(1);
  clock.advance(5 * minute);
  expect((await measureWork(db, clock)).unanswered).toEqual(none);
});
