import { expect, test } from "vitest";
import { signStandardWebhook, standardWebhooksSource } from "../../src/entries/webhooks.ts";
import { allEvents, clock, receive, useDeliveries } from "./deliveries.ts";

useDeliveries();

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const acme = standardWebhooksSource({ name: "acme", secrets: [secret] });

test("a delivery is stored once, under its source's name and its body's type", async () => {
  const text = '{"type":"contact.created","data":{"id":"1f81eb52"}}';
  const message = { id: "msg_1", timestamp: clock.now(), body: text };
  const delivery = { source: acme, headers: signStandardWebhook(secret, message) };
  expect(await receive(text, delivery)).toMatchObject({
    outcome: "stored",
    event: {
      source: "acme",
      eventType: "contact.created",
      deliveryId: "msg_1",
      headers: { "webhook-id": "msg_1", "webhook-timestamp": "1772366400" },
    },
  });
  // A retry is signed anew, with the time of the attempt.
  clock.advance(3_600_000);
  const retry = signStandardWebhook(secret, { ...message, timestamp: clock.now() });
  expect(await receive(text, { source: acme, headers: retry })).toMatchObject({
    outcome: "duplicate",
    sameBody: true,
  });
  // A captured copy is stale by now, and not a duplicate.
  expect(await receive(text, delivery)).toMatchObject({
    outcome: "rejected",
    rejection: "stale_timestamp",
    event: { deliveryId: "msg_1" },
  });
  expect(await allEvents()).toHaveLength(2);
});

test.for([
  ["", null],
  ["not JSON", null],
  ["null", null],
  ['"text"', null],
  ['{"type":7}', null],
  ['{"type":""}', null],
  [`{"type":"${"x".repeat(1001)}"}`, null],
  ['{"type":"\\u0000"}', null],
  ['{"type":"\\ud800"}', null],
  ['{"type":"user.created"}', "user.created"],
] as const)("the body %j has the type %j, and is genuine", async ([text, eventType]) => {
  const message = { id: "msg_1", timestamp: clock.now(), body: text };
  const delivery = { source: acme, headers: signStandardWebhook(secret, message) };
  expect(await receive(text, delivery)).toMatchObject({ outcome: "stored", event: { eventType } });
});
