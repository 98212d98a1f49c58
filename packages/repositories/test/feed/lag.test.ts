import { insertRows } from "@handsfree/query";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import { sql } from "kysely";
import { v7 } from "uuid";
import { expect, test } from "vitest";
import { insertActionLog, systemRow } from "../../src/action-logs/record.ts";
import { recordActionLog } from "../../src/entries/action-logs.ts";
import { recordCommand } from "../../src/entries/commands.ts";
import { followEvents, measureFeedLag } from "../../src/entries/events.ts";
import {
  disableWebhookEndpoint,
  enableWebhookEndpoint,
} from "../../src/entries/webhook-endpoints.ts";
import { placeEntries } from "../../src/feed/place-entries.ts";
import { addEndpoint, delivering, eventually, Receivers } from "../webhook-endpoints/delivering.ts";

const second = 1000;

test("an event waits for those who follow at the end until they can read it, and for nobody else", async () => {
  await using db = await openTestDatabase();
  const clock = new TestClock();
  const userId = v7();
  const lag = async () => (await measureFeedLag(db, undefined, clock)).followers;
  await recordCommand(db, { userId, inputType: "text", status: "ok" }, clock);
  clock.advance(second);
  expect(await lag()).toBe(0);

  const leaving = new AbortController();
  const reader = { userId, groups: new Set(["actions"] as const) };
  const behind = { after: 0, signal: leaving.signal };
  const followers = [
    followEvents(db, reader, { signal: leaving.signal }, clock),
    followEvents(db, reader, behind, clock),
  ] as const;
  for (const follower of followers) await follower.next();
  // The one who begins at 0 has not asked for the command yet.
  clock.advance(second);
  await eventually(async () => expect(await lag()).toBe(0));

  // Without this table nobody can find out who may see the event.
  await sql`alter table pending_actions rename to elsewhere`.execute(db);
  const event = {
    userId,
    actionType: "pending_action.confirmed",
    target: v7(),
    ok: true,
    result: {},
  } as const;
  await db.executeQuery(insertActionLog(db, event, clock).compile());
  const next = followers[0].next();
  clock.advance(5 * second);
  expect(await lag()).toBe(5);
  await sql`alter table elsewhere rename to pending_actions`.execute(db);
  expect((await next).value).toMatchObject({ outcome: "read", events: [{ userId }] });
  await eventually(async () => expect(await lag()).toBe(0));
  leaving.abort();
  for (const follower of followers) await follower.return();
  clock.advance(second);
  await recordCommand(db, { userId, inputType: "text", status: "ok" }, clock);
  clock.advance(second);
  expect(await lag()).toBe(0);
});

test("an endpoint for which nobody looks at the events is behind, whatever it wants", async () => {
  await using db = await openTestDatabase();
  const clock = new TestClock();
  await addEndpoint(db, clock, { types: ["policies.replaced"] });
  clock.advance(second);
  const unwanted = { userId: v7(), actionType: "user.changed", ok: true, result: {} } as const;
  for (let batch = 0; batch < 6; batch++) {
    const rows = Array.from({ length: 1000 }, () => systemRow(unwanted, clock));
    await db.transaction().execute((transaction) => insertRows(transaction, "action_logs", rows));
    await placeEntries(db);
    clock.advance(second);
    const lag = await measureFeedLag(db, undefined, clock);
    // Up to 5000 events are looked at, and the last of those is of the fifth batch.
    expect(lag.webhookEndpoints).toBe(Math.max(0, batch - 3));
  }
  await using _ = delivering(db, new Receivers(), clock);
  await eventually(async () =>
    expect((await measureFeedLag(db, undefined, clock)).webhookEndpoints).toBe(0),
  );
});

test("an event waits for its delivery to an enabled endpoint that wants it", async () => {
  await using db = await openTestDatabase();
  const clock = new TestClock();
  const userId = v7();
  const lag = async () => (await measureFeedLag(db, undefined, clock)).webhookEndpoints;
  const record = async () => {
    await recordActionLog(db, { userId, actionType: "deploy", ok: true }, clock);
    // What gives events their places on PostgreSQL, where a sender follows.
    await placeEntries(db);
  };
  const { id, position } = await addEndpoint(db, clock, { types: ["action_log.recorded"] });
  await addEndpoint(db, clock, { types: ["policies.replaced"] });
  await recordCommand(db, { userId, inputType: "text", status: "ok" }, clock);
  clock.advance(second);
  expect(await lag()).toBe(0);
  await record();
  clock.advance(7 * second);
  await record();
  expect(await lag()).toBe(7);

  await disableWebhookEndpoint(db, { id }, clock);
  expect(await lag()).toBe(0);
  clock.advance(60 * second);
  await enableWebhookEndpoint(db, { id, after: position }, clock);
  clock.advance(3 * second);
  expect(await lag()).toBe(3);

  await using _ = delivering(db, new Receivers(), clock);
  await eventually(async () => expect(await lag()).toBe(0));
});
