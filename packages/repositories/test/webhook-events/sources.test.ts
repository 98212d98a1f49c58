import { expect, test } from "vitest";
import type { WebhookSource } from "../../src/entries/webhooks.ts";
import { allEvents, clock, receive, useDeliveries } from "./deliveries.ts";

useDeliveries();

/** A slow source that a user could write. */
const own: WebhookSource = {
  name: "own",
  verify: async ({ headers, body, now }) => {
    await Promise.resolve();
    return headers.get("x-shared-word") === "open sesame" && now.getTime() === clock.now().getTime()
      ? { verified: true, eventType: "word", deliveryId: Buffer.from(body).toString() }
      : { verified: false, rejection: "wrong_word", deliveryId: "claimed" };
  },
};

test("a custom source is enough to receive deliveries", async () => {
  const headers = { "X-Shared-Word": "open sesame" };
  expect(await receive("b-1", { source: own, headers })).toMatchObject({
    outcome: "stored",
    event: { source: "own", eventType: "word", deliveryId: "b-1" },
  });
  expect(await receive("b-1", { source: own, headers })).toMatchObject({ outcome: "duplicate" });
  expect(await receive("b-1", { source: own, headers: {} })).toMatchObject({
    outcome: "rejected",
    rejection: "wrong_word",
    event: { source: "own", eventType: null, deliveryId: "claimed" },
  });
});

test("a source that fails stores nothing", async () => {
  const source: WebhookSource = {
    name: "failing",
    verify: () => Promise.reject(new Error("the key server is down")),
  };
  await expect(receive("{}", { source })).rejects.toThrow("the key server is down");
  expect(await allEvents()).toEqual([]);
});
