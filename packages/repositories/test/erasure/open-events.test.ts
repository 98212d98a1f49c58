import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { eraseUser } from "../../src/entries/privacy.ts";
import {
  failWebhookEvent,
  replayWebhookEvent,
  stopReplay,
  storeWebhookEvent,
  succeedWebhookEvent,
  webhookEventTransitions,
} from "../../src/entries/webhooks.ts";
import { claimOne, getEvent, historyOf } from "../webhook-events/inbox-fixture.ts";

const userId = "019a2f6e-0000-7000-8000-0000000000aa";

let db: Kysely<Database>;
let clock: TestClock;
let id: string;
beforeEach(async () => {
  db = await openTestDatabase();
  clock = new TestClock();
  const payload = JSON.stringify({ id: userId });
  const delivery = { source: "github", signatureOk: true, payload } as const;
  id = (await storeWebhookEvent(db, delivery, clock)).event.id;
});
afterEach(() => db.destroy());

/** Erases an event that was to be processed, and returns its transitions. */
const erased = async (): Promise<string[]> => {
  const { state } = await getEvent(db, id);
  expect(webhookEventTransitions.erased.from).toContain(state);
  clock.advance(1000);
  await eraseUser(db, { userId }, clock);
  expect(await getEvent(db, id)).toMatchObject({
    state: "ignored",
    completedAt: clock.now(),
    payloadRemovedAt: clock.now(),
    nextAttemptAt: null,
    leaseExpiresAt: null,
    stateBeforeReplay: null,
  });
  return historyOf(db, id);
};

test("an unclaimed event is erased, and the transition recorded", async () => {
  expect(await erased()).toEqual(["erased 0"]);
});

test("a claimed event is erased, and its worker's report gets lease_lost", async () => {
  const { token } = await claimOne(db, clock);
  expect(await erased()).toEqual(["claimed 1", "erased 1"]);
  const report = await succeedWebhookEvent(db, { id, token }, clock);
  expect(report).toEqual({ outcome: "lease_lost" });
});

test("a failed event is erased", async () => {
  const { token } = await claimOne(db, clock);
  await failWebhookEvent(db, { id, token, error: "no" }, clock);
  expect(await erased()).toEqual(["claimed 1", "failed 1", "erased 1"]);
});

test("a replayed event is erased, and stopping the replay does not restore it", async () => {
  await succeedWebhookEvent(db, await claimOne(db, clock), clock);
  const replayed = await replayWebhookEvent(db, { id }, clock);
  if (replayed.outcome !== "replayed") throw new Error(replayed.outcome);
  const { replayId } = replayed.event;
  expect(await erased()).toEqual(["claimed 1", "processed 1", "replayed 1", "erased 1"]);
  const records = await db
    .selectFrom("webhook_transitions")
    .select("replay_id")
    .where("transition", "=", "erased")
    .execute();
  expect(records).toEqual([{ replay_id: replayId }]);
  expect(await stopReplay(db, { id: replayId ?? "" }, clock)).toMatchObject({ restored: 0 });
  expect(await getEvent(db, id)).toMatchObject({ state: "ignored" });
});
