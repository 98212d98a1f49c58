import { retryOnConflict } from "@handsfree/query";
import type { WebhookEventState } from "@handsfree/schema";
import { expect, test } from "vitest";
import {
  findWebhookEvent,
  findWebhookPayload,
  removeWebhookPayloads,
  webhookIntake,
} from "../../src/entries/webhooks.ts";
import { clock, db, eventOf, store, times, useDeliveries } from "./deliveries.ts";

useDeliveries();

/** An event whose work is done, a second after the one before. */
async function worked(payload: string, state: WebhookEventState = "processed"): Promise<string> {
  const { id } = eventOf(
    await store({ deliveryId: null, headers: { "user-agent": "a" }, payload }),
  );
  await db.updateTable("webhook_events").set({ state }).where("id", "=", id).execute();
  clock.advance(1000);
  return id;
}

const outcomeOf = async (id: string): Promise<string> => (await findWebhookPayload(db, id)).outcome;

test("the body is removed, the rest stays, and reading it returns the time of removal", async () => {
  const id = await worked("12345");
  const before = await findWebhookEvent(db, id);
  const receivedBefore = clock.now();
  clock.advance(1000);
  const removedAt = clock.now();
  expect(await removeWebhookPayloads(db, { receivedBefore }, clock)).toEqual({
    events: 1,
    bytes: 5,
  });
  expect(await findWebhookPayload(db, id)).toEqual({ outcome: "removed", removedAt });
  expect(await findWebhookEvent(db, id)).toEqual({ ...before, payloadRemovedAt: removedAt });
  clock.advance(1000);
  expect(await removeWebhookPayloads(db, { receivedBefore }, clock)).toEqual({
    events: 0,
    bytes: 0,
  });
  expect(await findWebhookPayload(db, id)).toEqual({ outcome: "removed", removedAt });
});

test("only events received before the time lose their bodies", async () => {
  const old = await worked("old");
  const receivedBefore = clock.now();
  const young = await worked("young");
  await removeWebhookPayloads(db, { receivedBefore }, clock);
  expect([await outcomeOf(old), await outcomeOf(young)]).toEqual(["removed", "found"]);
});

test("a dry run counts the bodies, and removes none", async () => {
  const ids = [await worked("1"), await worked("22"), await worked("333")];
  const removal = { receivedBefore: clock.now(), limit: 1, dryRun: true };
  expect(await removeWebhookPayloads(db, removal, clock)).toEqual({ events: 3, bytes: 6 });
  expect(await Promise.all(ids.map(outcomeOf))).toEqual(["found", "found", "found"]);
  const none = { receivedBefore: new Date(0), dryRun: true };
  expect(await removeWebhookPayloads(db, none, clock)).toEqual({ events: 0, bytes: 0 });
});

test("a batch takes the oldest, and not more than its limit", async () => {
  const ids = [await worked("1"), await worked("22"), await worked("333")];
  const removal = { receivedBefore: clock.now(), limit: 2 };
  expect(await removeWebhookPayloads(db, removal, clock)).toEqual({ events: 2, bytes: 3 });
  expect(await Promise.all(ids.map(outcomeOf))).toEqual(["removed", "removed", "found"]);
  expect(await removeWebhookPayloads(db, removal, clock)).toEqual({ events: 1, bytes: 3 });
});

test("an event still to be processed keeps its body", async () => {
  const states = ["received", "processing", "failed", "processed", "ignored", "dead"] as const;
  const ids: string[] = [];
  for (const state of states) ids.push(await worked("x", state));
  await removeWebhookPayloads(db, { receivedBefore: clock.now() }, clock);
  expect(await Promise.all(ids.map(outcomeOf))).toEqual([
    "found",
    "found",
    "found",
    "removed",
    "removed",
    "removed",
  ]);
});

test("forged bodies are removed as well; one never kept stays not_kept", async () => {
  const intake = webhookIntake({ maximumForgedBody: 1 });
  const kept = eventOf(await store({ signatureOk: false, payload: "1", intake })).id;
  const large = eventOf(await store({ signatureOk: false, payload: "22", intake })).id;
  clock.advance(1);
  expect(await removeWebhookPayloads(db, { receivedBefore: clock.now() }, clock)).toEqual({
    events: 1,
    bytes: 1,
  });
  expect([await outcomeOf(kept), await outcomeOf(large)]).toEqual(["removed", "not_kept"]);
});

test("eight concurrent callers remove each body once", async () => {
  const ids: string[] = [];
  for (let index = 0; index < 10; index++) ids.push(await worked("x"));
  const removal = { receivedBefore: clock.now(), limit: 2 };
  const removed = await times(8, async () => {
    let sum = 0;
    for (;;) {
      const { events } = await retryOnConflict(() => removeWebhookPayloads(db, removal, clock));
      if (events === 0) return sum;
      sum += events;
    }
  });
  expect(removed.reduce((sum, events) => sum + events, 0)).toBe(10);
  expect(new Set(await Promise.all(ids.map(outcomeOf)))).toEqual(new Set(["removed"]));
});

test.for([
  [{ receivedBefore: new Date("nope") }, "receivedBefore"],
  [{ receivedBefore: new Date(0), limit: 0 }, "limit"],
  [{ receivedBefore: new Date(0), limit: 1001 }, "limit"],
  [{ receivedBefore: new Date(0), limit: 1.5 }, "limit"],
] as const)("%j is refused, and the error names %s", async ([removal, field]) => {
  await expect(removeWebhookPayloads(db, removal, clock)).rejects.toMatchObject({ field });
});
