import { openTestDatabase, TestClock } from "@handsfree/testkit";
import { v7 } from "uuid";
import { expect, test } from "vitest";
import { recordActionLog } from "../../src/entries/action-logs.ts";
import { recordCommand } from "../../src/entries/commands.ts";
import { countEvents } from "../../src/entries/events.ts";
import { storeEvents, storeForged } from "../webhook-events/inbox-fixture.ts";

test("each event is counted once, from the end of the feed at the first call on", async () => {
  await using db = await openTestDatabase();
  const clock = new TestClock();
  const userId = v7();
  const log = (actionType: string) => recordActionLog(db, { userId, actionType, ok: true }, clock);
  await log("deploy");
  const first = await countEvents(db, undefined, clock);
  expect(first.counts.size).toBe(0);
  expect((await countEvents(db, first.next, clock)).counts.size).toBe(0);

  await log("deploy");
  await log("a type of the caller's own");
  await recordCommand(db, { userId, inputType: "text", status: "ok" }, clock);
  await storeEvents(db, clock, 2);
  await storeForged(db, clock);
  const { counts, next } = await countEvents(db, first.next, clock);
  expect(Object.fromEntries(counts)).toMatchObject({
    "action_log.recorded": 2,
    "command.recorded": 1,
    "webhook_event.received": 2,
    "webhook_event.rejected": 1,
  });
  expect((await countEvents(db, next, clock)).counts.size).toBe(0);
});
