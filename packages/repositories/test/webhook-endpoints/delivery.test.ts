import { openTestDatabase, TestClock } from "@handsfree/testkit";
import { Webhook } from "standardwebhooks";
import { v7 } from "uuid";
import { expect, test } from "vitest";
import { recordActionLog } from "../../src/entries/action-logs.ts";
import { listEvents } from "../../src/entries/events.ts";
import {
  findWebhookEndpoint,
  redeliverWebhook,
  rotateWebhookSecret,
  testWebhookEndpoint,
  webhookEndpointSecret,
} from "../../src/entries/webhook-endpoints.ts";
import {
  addEndpoint,
  deliveriesOf,
  delivering,
  eventually,
  Receivers,
  signingKey,
} from "./delivering.ts";

const hour = 3_600_000;
const day = 24 * hour;

async function oneDelivery(types: "action_log.recorded" = "action_log.recorded") {
  const db = await openTestDatabase();
  const clock = new TestClock(new Date().toISOString());
  const receivers = new Receivers();
  const endpoint = await addEndpoint(db, clock, { types: [types] });
  const record = () => recordActionLog(db, { userId: v7(), actionType: "x", ok: true }, clock);
  return { db, clock, receivers, endpoint, record, id: endpoint.id };
}

test("each attempt has the same id, a time of its own and a signature, until one succeeds", async () => {
  const { db, clock, receivers, endpoint, record, id } = await oneDelivery();
  await using _db = db;
  receivers.answer = () => (receivers.received.length < 3 ? { status: 500 } : { status: 200 });
  await using _ = delivering(db, receivers, clock);
  const begun = clock.now();
  await record();
  await eventually(async () =>
    expect(await deliveriesOf(db, id)).toMatchObject([
      { state: "waiting", attempts: 1, responseStatus: 500, lastError: "answered 500" },
    ]),
  );
  await eventually(async () =>
    expect((await findWebhookEndpoint(db, id))?.failingSince).toEqual(begun),
  );
  expect((await deliveriesOf(db, id))[0]?.nextAttemptAt).toEqual(new Date(+begun + 5000));
  clock.advance(5000);
  await eventually(async () =>
    expect(await deliveriesOf(db, id)).toMatchObject([
      { attempts: 2, nextAttemptAt: new Date(+begun + 305_000) },
    ]),
  );
  clock.advance(300_000);
  await eventually(async () => {
    expect(await deliveriesOf(db, id)).toMatchObject([
      {
        state: "delivered",
        attempts: 3,
        nextAttemptAt: null,
        endedAt: clock.now(),
        lastError: null,
      },
    ]);
    expect((await findWebhookEndpoint(db, id))?.failingSince).toBeNull();
  });

  expect(new Set(receivers.idsAt(endpoint.url)).size).toBe(1);
  const [message, second] = receivers.received;
  const secret = webhookEndpointSecret(signingKey, endpoint);
  expect(new Webhook(secret).verify(message?.body ?? "", message?.headers ?? {})).toMatchObject({
    type: "action_log.recorded",
    timestamp: begun.toISOString(),
    data: { type: "action_log.recorded" },
  });
  expect(second?.headers["webhook-timestamp"]).not.toBe(message?.headers["webhook-timestamp"]);
  expect(second?.body).toBe(message?.body);
});

test("after a rotation both secrets verify for a day, then only the new one", async () => {
  const { db, clock, receivers, endpoint, id } = await oneDelivery();
  await using _db = db;
  const old = new Webhook(webhookEndpointSecret(signingKey, endpoint));
  const rotated = await rotateWebhookSecret(db, { id }, clock);
  if (rotated.outcome !== "changed") throw new Error(rotated.outcome);
  const secret = webhookEndpointSecret(signingKey, rotated.endpoint);
  const now = new Webhook(secret);
  await using _ = delivering(db, receivers, clock);
  await testWebhookEndpoint(db, { id }, clock);
  await eventually(() => expect(receivers.received.length).toBe(1));
  const [both] = receivers.received;
  old.verify(both?.body ?? "", both?.headers ?? {});
  now.verify(both?.body ?? "", both?.headers ?? {});

  clock.advance(day);
  await testWebhookEndpoint(db, { id }, clock);
  await eventually(() => expect(receivers.received.length).toBe(2));
  expect(receivers.received[1]?.headers["webhook-signature"]?.split(" ").length).toBe(1);
  const stored = JSON.stringify([
    await db.selectFrom("webhook_endpoints").selectAll().execute(),
    await db.selectFrom("action_logs").selectAll().execute(),
  ]);
  expect(stored).not.toContain(secret.slice("whsec_".length));
});

test("Retry-After is honored up to a day, and 410 ends the delivery and disables the endpoint", async () => {
  const { db, clock, receivers, record, id } = await oneDelivery();
  await using _db = db;
  receivers.answer = () => ({ status: 429, retryAfter: "3600" });
  await using _ = delivering(db, receivers, clock);
  const begun = +clock.now();
  await record();
  await eventually(async () =>
    expect((await deliveriesOf(db, id))[0]?.nextAttemptAt).toEqual(new Date(begun + hour)),
  );
  receivers.answer = () => ({ status: 503, retryAfter: "99999999" });
  clock.advance(hour);
  await eventually(async () =>
    expect((await deliveriesOf(db, id))[0]?.nextAttemptAt).toEqual(new Date(+clock.now() + day)),
  );
  receivers.answer = () => ({ status: 410 });
  clock.advance(day);
  await eventually(async () => {
    expect(await deliveriesOf(db, id)).toMatchObject([{ state: "dead", responseStatus: 410 }]);
    expect(await findWebhookEndpoint(db, id)).toMatchObject({
      state: "disabled",
      disabledBecause: "gone",
    });
  });
});

test("an endpoint that has only failed for five days is disabled, which is an event", async () => {
  const { db, clock, receivers, record, id } = await oneDelivery();
  await using _db = db;
  receivers.answer = () => ({ error: "connect ECONNREFUSED" });
  await using _ = delivering(db, receivers, clock);
  const begun = clock.now();
  for (let passed = 0; passed < 5; passed++) {
    const made = receivers.received.length;
    await record();
    await eventually(() => expect(receivers.received.length).toBeGreaterThan(made));
    await eventually(async () =>
      expect(await findWebhookEndpoint(db, id)).toMatchObject({
        state: "enabled",
        failingSince: begun,
      }),
    );
    await eventually(async () =>
      expect(
        (await deliveriesOf(db, id)).every(
          ({ nextAttemptAt: at, state }) => state === "dead" || (at !== null && at > clock.now()),
        ),
      ).toBe(true),
    );
    clock.advance(day);
  }
  await record();
  await eventually(async () =>
    expect(await findWebhookEndpoint(db, id)).toMatchObject({
      state: "disabled",
      disabledBecause: "failing",
    }),
  );
  const page = await listEvents(db, {
    userId: undefined,
    groups: new Set(["actions"]),
    types: ["webhook_endpoint.disabled"],
  });
  expect(page).toMatchObject({ events: [{ record: { kind: "webhook_endpoint", id } }] });
});

test("a sender that ends between an attempt and its report leaves the delivery to the next one", async () => {
  const { db, clock, receivers, endpoint, record, id } = await oneDelivery();
  await using _db = db;
  const dying = new Receivers();
  const { promise, resolve } = Promise.withResolvers<void>();
  dying.answer = async () => {
    await promise;
    return { status: 500 };
  };
  const first = delivering(db, dying, clock);
  await record();
  await eventually(() => expect(dying.received.length).toBe(1));
  // It claims nothing more, and its attempt goes on.
  const ended = first[Symbol.asyncDispose]();
  await using _second = delivering(db, receivers, clock);
  clock.advance(61_000);
  await eventually(async () =>
    expect(await deliveriesOf(db, id)).toMatchObject([{ state: "delivered", attempts: 2 }]),
  ).finally(resolve);
  expect(receivers.idsAt(endpoint.url)).toEqual(dying.idsAt(endpoint.url));
  // Its late report does not count.
  await ended;
  expect(await deliveriesOf(db, id)).toMatchObject([{ state: "delivered", responseStatus: 204 }]);
});

test("a delivery is made again on request, with the same id", async () => {
  const { db, clock, receivers, endpoint, record, id } = await oneDelivery();
  await using _db = db;
  await using _ = delivering(db, receivers, clock);
  await record();
  await eventually(async () =>
    expect(await deliveriesOf(db, id)).toMatchObject([{ state: "delivered" }]),
  );
  const [delivery] = await deliveriesOf(db, id);
  const key = { endpointId: id, id: delivery?.id ?? "" };
  expect(await redeliverWebhook(db, key, clock)).toMatchObject({
    outcome: "requested",
    delivery: { state: "waiting", attempts: 0 },
  });
  await eventually(() => expect(receivers.received.length).toBe(2));
  expect(receivers.idsAt(endpoint.url)).toEqual([delivery?.id, delivery?.id]);
  const other = await addEndpoint(db, clock);
  expect(await redeliverWebhook(db, { ...key, endpointId: other.id }, clock)).toEqual({
    outcome: "not_found",
  });
});

test("an endpoint that hangs takes a part of the places, and the others get theirs", async () => {
  const { db, clock, receivers, record, id } = await oneDelivery();
  await using _db = db;
  const healthy = "https://healthy.example/";
  await addEndpoint(db, clock, { url: healthy, types: ["action_log.recorded"] });
  const { promise, resolve } = Promise.withResolvers<{ status: number }>();
  receivers.answer = ({ url }) => (url === healthy ? { status: 200 } : promise);
  await using _ = delivering(db, receivers, clock);
  const events = 40;
  for (let n = 0; n < events; n++) await record();
  await eventually(() => expect(receivers.idsAt(healthy).length).toBe(events));
  expect(receivers.received.length - events).toBeLessThanOrEqual(8);
  resolve({ status: 200 });
  await eventually(async () =>
    expect((await deliveriesOf(db, id)).every(({ state }) => state === "delivered")).toBe(true),
  );
});
