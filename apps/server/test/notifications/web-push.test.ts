import { rejectPendingAction } from "@handsfree/repositories/pending-actions";
import type {
  NotificationChannelJson,
  NotificationOptionsJson,
} from "@handsfree/wire/notifications";
import { afterEach, beforeEach, expect, test } from "vitest";
import { vapidKeys } from "../../src/notifications/vapid.ts";
import { eventually, NotifiedApi, origin, person } from "./notified-api.ts";
import { PushServiceDouble } from "@handsfree/testkit/push-service";

let notified: NotifiedApi;
let service: PushServiceDouble;
beforeEach(async () => {
  notified = await NotifiedApi.start();
  const options = await notified.call("GET", "options");
  const { web_push_key: key } = options.json<NotificationOptionsJson>();
  service = await PushServiceDouble.start(String(key));
});
afterEach(async () => {
  await service[Symbol.asyncDispose]();
  await notified[Symbol.asyncDispose]();
});

const subscribe = (more: object = {}) =>
  notified.add({ kind: "web_push", subscription: service.subscription, ...more });
const pushed = (count: number) =>
  eventually(() => {
    expect(service.refusals).toEqual([]);
    expect(service.pushed.length).toBe(count);
  });
const channelOf = async (id: string) =>
  (await notified.call("GET", `channels/${id}`)).json<NotificationChannelJson>();

test("a browser learns that an action waits and then that it does not, and nothing of it", async () => {
  await subscribe();
  await using _ = notified.notify();
  const action = await notified.propose({ expiresInSeconds: 1800 });
  await pushed(1);
  const [first] = service.pushed;
  expect(service.messages[0]).toEqual({
    type: "action.waiting",
    tag: action.id,
    title: "An action waits for you",
    body: null,
    url: `${origin}/waiting/${action.id}`,
    urgent: false,
    expires_at: action.expiresAt.toISOString(),
  });
  expect(first?.headers).toMatchObject({
    ttl: "1800",
    urgency: "high",
    topic: action.id.replaceAll("-", ""),
  });
  expect(first?.claims.sub).toBe("mailto:ops@example.org");

  const { id, payloadDigest } = action;
  const decision = { userId: person, id, payloadDigest, surface: "console" } as const;
  await rejectPendingAction(notified.api.db, decision, notified.api.clock);
  await pushed(2);
  expect(service.messages[1]).toMatchObject({ type: "action.cleared", tag: id, body: null });
  expect(service.pushed[1]?.headers).toMatchObject({ topic: first?.headers["topic"] });
  expect(JSON.stringify(service.messages)).not.toMatch(/Merge|PRIVATE|merge_pr/);
});

test("a summary shows only if the person wants that, with what does not show in it", async () => {
  await subscribe({ content: "summary" });
  await using _ = notified.notify();
  await notified.propose({ summary: `Merge \u202e${"é".repeat(900)}` });
  await pushed(1);
  const [{ body }] = service.messages as [{ body: string }];
  expect(body).toMatch(/^Merge \S*202e\S*é+…$/i);
  expect(body).not.toContain("\u202e");
  expect(body.length).toBe(600);
});

test("a test arrives at once, also in quiet hours", async () => {
  const { channel } = await subscribe({
    quiet_hours: { time_zone: "Etc/UTC", from: "00:00", until: "23:59", urgent_passes: false },
    profiles: ["workout"],
  });
  await using _ = notified.notify();
  expect((await notified.call("POST", `channels/${channel.id}/test`)).statusCode).toBe(202);
  await pushed(1);
  expect(service.messages[0]).toMatchObject({ type: "test", url: null, expires_at: null });
});

test.for([404, 410])("a subscription that answers %i is disabled", async (status) => {
  const { channel } = await subscribe();
  service.answer = { status };
  await using _ = notified.notify();
  await notified.propose();
  await eventually(async () =>
    expect(await channelOf(channel.id)).toMatchObject({
      state: "disabled",
      disabled_because: "gone",
    }),
  );
  expect((await notified.call("POST", `channels/${channel.id}/test`)).json()).toMatchObject({
    code: "channel_disabled",
  });
  // The browser subscribes again.
  service.answer = { status: 201 };
  const again = { kind: "web_push", subscription: service.subscription };
  const answer = await notified.call("POST", "channels", again);
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toMatchObject({ channel: { id: channel.id, state: "enabled" } });
  await notified.propose({ summary: "Merge #13" });
  await pushed(1);
});

test("429 and its Retry-After are heeded, and a message that is too large is not repeated", async () => {
  await subscribe();
  service.answer = { status: 429, retryAfter: "90" };
  await using _ = notified.notify();
  const { clock, db } = notified.api;
  const notices = () => db.selectFrom("notification_deliveries").selectAll().execute();
  const begun = clock.now().getTime();
  await notified.propose();
  await eventually(async () =>
    expect(await notices()).toMatchObject([
      {
        state: "waiting",
        attempts: 1,
        next_attempt_at: new Date(begun + 90_000),
        last_error: "the push service answered 429",
      },
    ]),
  );
  service.answer = { status: 413 };
  clock.advance(90_000);
  await eventually(async () =>
    expect(await notices()).toMatchObject([{ state: "dead", attempts: 2 }]),
  );
});

test("what names an address inside of the network is refused at once, and what is missing named", async () => {
  const { keys } = service.subscription;
  for (const [body, field] of [
    [
      { kind: "web_push", subscription: { endpoint: "https://10.0.0.1/p", keys } },
      "subscription.endpoint",
    ],
    [{ kind: "ntfy", url: "https://192.168.1.5/topic" }, "url"],
    [{ kind: "web_push" }, "subscription"],
    [{ kind: "ntfy" }, "url"],
    [
      {
        kind: "web_push",
        subscription: { ...service.subscription, keys: { ...keys, auth: "AA" } },
      },
      "subscription.keys.auth",
    ],
  ] as const) {
    const answer = await notified.call("POST", "channels", body);
    expect([answer.statusCode, answer.json<{ field: string }>().field]).toEqual([400, field]);
  }
});

test("an address that is not allowed is not called", async () => {
  await subscribe();
  await using _ = notified.notify("");
  await notified.propose();
  await eventually(async () =>
    expect(
      await notified.api.db.selectFrom("notification_deliveries").selectAll().execute(),
    ).toMatchObject([
      {
        state: "waiting",
        last_error: expect.stringMatching(/^the address is not allowed/) as string,
      },
    ]),
  );
  expect(service.pushed).toEqual([]);
  expect(service.refusals).toEqual([]);
});

test("the server says what it can notify by", async () => {
  expect((await notified.call("GET", "options")).json()).toEqual({
    kinds: ["web_push", "ntfy"],
    web_push_key: vapidKeys(notified.signingKey).publicKey,
  });
});

test("keys derived from one signing key are the same, and those of another differ", () => {
  const keys = vapidKeys(new Uint8Array(32));
  expect(vapidKeys(new Uint8Array(32))).toEqual(keys);
  expect(vapidKeys(new Uint8Array(32).fill(1))).not.toEqual(keys);
  expect(Buffer.from(keys.publicKey, "base64url").length).toBe(65);
  expect(Buffer.from(keys.privateKey, "base64url").length).toBe(32);
});
