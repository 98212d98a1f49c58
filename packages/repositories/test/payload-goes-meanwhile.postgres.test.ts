import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  failWebhookEvent,
  removeWebhookPayloads,
  replayWebhookEvent,
  reviveWebhookEvent,
  succeedWebhookEvent,
} from "../src/entries/webhooks.ts";
import { afterStatement } from "./meanwhile.ts";
import { claimOne, getEvent, historyOf, storeEvents } from "./webhook-events/inbox-fixture.ts";

let db: Kysely<Database>;
let clock: TestClock;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
  await storeEvents(db, clock);
});
afterEach(() => db.destroy());

/** A database in which retention runs between the read and the change of a request. On DuckDB nothing can come between. */
const retentionComes = (): Kysely<Database> =>
  afterStatement(
    db,
    ({ kind }) => kind === "SelectQueryNode",
    () => removeWebhookPayloads(db, { receivedBefore: new Date(clock.now().getTime() + 1) }, clock),
  );

test("an event whose body is removed just before its replay is unchanged", async () => {
  const { id, token } = await claimOne(db, clock);
  await succeedWebhookEvent(db, { id, token }, clock);
  const replayed = await replayWebhookEvent(retentionComes(), { id }, clock);
  expect(replayed).toMatchObject({ outcome: "payload_removed", event: { state: "processed" } });
  expect(await getEvent(db, id)).toMatchObject({ state: "processed", nextAttemptAt: null });
  expect(await historyOf(db, id)).toEqual(["claimed 1", "processed 1"]);
  expect(await db.selectFrom("webhook_replays").selectAll().execute()).toEqual([]);
});

test("an event whose body is removed just before its revival stays dead", async () => {
  const { id, token } = await claimOne(db, clock);
  await failWebhookEvent(db, { id, token, error: "no", retry: false }, clock);
  const revived = await reviveWebhookEvent(retentionComes(), { id }, clock);
  expect(revived).toMatchObject({ outcome: "payload_removed", event: { state: "dead" } });
  expect(await getEvent(db, id)).toMatchObject({ state: "dead", nextAttemptAt: null });
});
