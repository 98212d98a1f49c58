import { type Database, webhookEventStates, webhookTransitions } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { webhookEventTransitions } from "../../src/entries/webhooks.ts";
import { findInboxRows } from "../../src/webhook-events/inbox/find-row.ts";
import { makeEventTransition } from "../../src/webhook-events/inbox/transition.ts";
import { storeEvents } from "./inbox-fixture.ts";

let db: Kysely<Database>;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.destroy());

test("only the legal transitions can be made", async () => {
  const clock = new TestClock();
  const [id = ""] = await storeEvents(db, clock);
  const [row] = await findInboxRows(db, [id]);
  if (row === undefined) throw new Error("not stored");
  let refused = 0;
  for (const transition of webhookTransitions) {
    for (const from of webhookEventStates) {
      for (const to of webhookEventStates) {
        const ends = webhookEventTransitions[transition];
        const stays = (transition !== "retried" && transition !== "forwarded") || from === to;
        if (ends.from.includes(from) && ends.to.includes(to) && stays) continue;
        const change = { row: { ...row, state: from }, transition, to };
        await expect(makeEventTransition(db, change, clock)).rejects.toThrow(TypeError);
        refused++;
      }
    }
  }
  expect(refused).toBe(13 * 7 * 7 - 23 - 6);
  expect(await findInboxRows(db, [id])).toEqual([row]);
  expect(webhookTransitions.flatMap((name) => webhookEventTransitions[name].from)).not.toContain(
    "rejected",
  );
});
