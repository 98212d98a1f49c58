import { openTestDatabase, TestClock } from "@handsfree/testkit";
import { v7 } from "uuid";
import { expect, test } from "vitest";
import { recordActionLog } from "../../src/entries/action-logs.ts";
import { recordCommand } from "../../src/entries/commands.ts";
import { createUser } from "../../src/entries/identity.ts";
import {
  disableWebhookEndpoint,
  enableWebhookEndpoint,
  findWebhookEndpoint,
  testWebhookEndpoint,
} from "../../src/entries/webhook-endpoints.ts";
import { storeWebhookEvent } from "../../src/entries/webhooks.ts";
import { addEndpoint, deliveriesOf, delivering, eventually, Receivers } from "./delivering.ts";

test("an endpoint gets the events of its types and its user, from its addition on", async () => {
  await using db = await openTestDatabase();
  const clock = new TestClock();
  const receivers = new Receivers();
  const [owner, other] = [v7(), v7()];
  await createUser(db, { id: owner }, clock);
  await createUser(db, { id: other }, clock);
  const [all, own, commands] = [
    "https://all.example/",
    "https://own.example/",
    "https://c.example/",
  ];
  const endpoint = await addEndpoint(db, clock, { url: all });
  await addEndpoint(db, clock, { url: own, userId: owner });
  await addEndpoint(db, clock, { url: commands, types: ["command.recorded"] });

  await using _ = delivering(db, receivers, clock);
  await recordCommand(db, { userId: owner, inputType: "text", status: "ok" }, clock);
  await recordActionLog(db, { userId: other, actionType: "deploy", ok: true }, clock);
  await storeWebhookEvent(
    db,
    { source: "github", eventType: "push", signatureOk: true, payload: "{}" },
    clock,
  );
  await testWebhookEndpoint(db, { id: endpoint.id }, clock);

  await eventually(() => {
    expect(receivers.typesAt(all)).toEqual([
      // The additions of the endpoints are events too.
      ...Array.from({ length: 3 }, () => "webhook_endpoint.created"),
      "command.recorded",
      "action_log.recorded",
      "webhook_event.received",
      "webhook_endpoint.tested",
    ]);
    expect(receivers.typesAt(own)).toEqual(["webhook_endpoint.created", "command.recorded"]);
    expect(receivers.typesAt(commands)).toEqual(["command.recorded"]);
  });
});

test("two senders at once make and send each delivery once", async () => {
  await using db = await openTestDatabase();
  const clock = new TestClock();
  const receivers = new Receivers();
  const { id, url } = await addEndpoint(db, clock, { types: ["action_log.recorded"] });
  await using _first = delivering(db, receivers, clock);
  await using _second = delivering(db, receivers, clock);
  const userId = v7();
  const events = 60;
  await Promise.all(
    Array.from({ length: events }, () =>
      recordActionLog(db, { userId, actionType: "deploy", ok: true }, clock),
    ),
  );

  await eventually(async () => {
    const deliveries = await deliveriesOf(db, id);
    expect(deliveries.filter(({ state }) => state === "delivered").length).toBe(events);
  });
  const deliveries = await deliveriesOf(db, id);
  expect(new Set(deliveries.map(({ eventId }) => eventId)).size).toBe(events);
  expect(receivers.idsAt(url).length).toBe(events);
  expect(new Set(receivers.idsAt(url))).toEqual(new Set(deliveries.map((one) => one.id)));
});

test("a disabled endpoint gets nothing, and goes on from the present or from its place", async () => {
  await using db = await openTestDatabase();
  const clock = new TestClock();
  const receivers = new Receivers();
  const { id, url } = await addEndpoint(db, clock, { types: ["action_log.recorded"] });
  const record = () => recordActionLog(db, { userId: v7(), actionType: "x", ok: true }, clock);
  await using _ = delivering(db, receivers, clock);

  expect(await disableWebhookEndpoint(db, { id }, clock)).toMatchObject({
    outcome: "changed",
    endpoint: { state: "disabled", disabledBecause: "requested", disabledAt: clock.now() },
  });
  expect((await disableWebhookEndpoint(db, { id }, clock)).outcome).toBe("unchanged");
  expect((await testWebhookEndpoint(db, { id }, clock)).outcome).toBe("disabled");
  await record();
  await enableWebhookEndpoint(db, { id }, clock);
  await record();
  await eventually(() => expect(receivers.idsAt(url).length).toBe(1));

  const before = await eventually(async () => {
    const endpoint = await findWebhookEndpoint(db, id);
    expect(endpoint).toBeDefined();
    return endpoint;
  });
  await disableWebhookEndpoint(db, { id }, clock);
  await record();
  await expect(
    enableWebhookEndpoint(db, { id, after: (before?.position ?? 0) - 1 }, clock),
  ).rejects.toThrow(/after/);
  await enableWebhookEndpoint(db, { id, after: before?.position }, clock);
  await eventually(() => expect(receivers.idsAt(url).length).toBe(2));
  expect(new Set((await deliveriesOf(db, id)).map(({ eventId }) => eventId)).size).toBe(2);
});
