import type { Database } from "@handsfree/schema";
import { openTestDatabase, TestClock } from "@handsfree/testkit";
import type { Kysely } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runRetention } from "../../src/entries/privacy.ts";
import { storeWebhookEvent, webhookIntake } from "../../src/entries/webhooks.ts";

let db: Kysely<Database>;
beforeEach(async () => {
  db = await openTestDatabase();
});
afterEach(() => db.destroy());

test("the count of the current hour stays, or the hour's limit would begin again", async () => {
  const clock = new TestClock("2026-03-01T12:00:00.000Z");
  const intake = webhookIntake({ forgedPerHour: 1 });
  const forged = { source: "github", signatureOk: false, payload: "{}", intake } as const;
  await storeWebhookEvent(db, forged, clock);
  clock.advance(3_599_999);
  const policy = { rejectionCounts: 0 };
  const report = async (dryRun: boolean) => {
    const { rules } = await runRetention(db, { policy, dryRun }, clock);
    return rules.find(({ rule }) => rule === "rejectionCounts")?.removed;
  };
  expect(await report(true)).toBe(0);
  expect(await report(false)).toBe(0);
  expect(await storeWebhookEvent(db, forged, clock)).toMatchObject({ outcome: "dropped" });
  clock.advance(1);
  expect(await report(true)).toBe(1);
  expect(await report(false)).toBe(1);
});
