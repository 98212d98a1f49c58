import { randomBytes } from "node:crypto";
import { standardWebhooksSource } from "@handsfree/repositories/webhooks";
import { keepSecrets } from "@handsfree/testkit";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";
import { afterEach, expect, test } from "vitest";
import { TestApi } from "./api.ts";

// `webhook-deliveries/endpoints.test.ts` has the same libraries as receivers of what the server sends.

const secretOf = (): string => `whsec_${randomBytes(24).toString("base64")}`;

/** The other programs: how each one signs, and under which names it sends what it signed. */
const senders = [
  {
    sender: "standardwebhooks",
    prefix: "webhook",
    signer: (secret: string) => new StandardWebhook(secret),
  },
  { sender: "svix", prefix: "svix", signer: (secret: string) => new SvixWebhook(secret) },
  {
    sender: "svix with the names of the specification",
    prefix: "webhook",
    signer: (secret: string) => new SvixWebhook(secret),
  },
] as const;
type Sender = (typeof senders)[number];

let api: TestApi | undefined;
afterEach(() => api?.[Symbol.asyncDispose]());

/** The API with a source `acme` of these secrets. */
async function start(...secrets: string[]): Promise<TestApi> {
  await keepSecrets(secrets);
  api = await TestApi.start({
    webhookSources: [standardWebhooksSource({ name: "acme", secrets })],
  });
  return api;
}

/** What a sender signs. Its digits, spaces and letters would not survive a parser. */
const body = '{ "type":"invoice.paid", "data": {"amount": 10.50, "by": "Zoë \\ud83d"} }\n';

/** The message as the sender's program makes it, with a signature of each secret. */
function signed(
  { prefix, signer }: Sender,
  secrets: readonly string[],
  { id = "msg_2KWPBgLl", at = new Date() } = {},
): Record<string, string> {
  return {
    "content-type": "application/json",
    "user-agent": "Svix-Webhooks/1.62.0",
    [`${prefix}-id`]: id,
    [`${prefix}-timestamp`]: String(Math.floor(at.getTime() / 1000)),
    [`${prefix}-signature`]: secrets.map((one) => signer(one).sign(id, at, body)).join(" "),
  };
}

function deliver(to: TestApi, headers: Record<string, string>, payload = body) {
  return to.app.inject({ method: "POST", url: "/v1/webhooks/acme", headers, payload });
}

async function listed(by: TestApi, filter: string) {
  const answer = await by.get(`/v1/webhook-events?${filter}`);
  return answer.json<{ items: { id: string; rejection: string | null }[] }>().items;
}

test.for(senders)(
  "$sender: a message is accepted and stored to the byte, and again it is a duplicate",
  async (sender) => {
    const secret = secretOf();
    const receiver = await start(secret);
    const at = receiver.clock.now();
    const first = await deliver(receiver, signed(sender, [secret], { at }));
    expect(first.statusCode).toBe(202);
    const { event_id: id } = first.json<{ event_id: string }>();
    const payload = await receiver.get(`/v1/webhook-events/${id}/payload`);
    expect(payload.rawPayload).toEqual(Buffer.from(body));

    // A sender that heard no answer signs anew, at another time.
    receiver.clock.advance(60_000);
    const again = await deliver(receiver, signed(sender, [secret], { at: receiver.clock.now() }));
    expect([again.statusCode, again.json()]).toEqual([200, { event_id: id, duplicate: true }]);
    const other = signed(sender, [secret], { id: "msg_2", at: receiver.clock.now() });
    expect((await deliver(receiver, other)).statusCode).toBe(202);
    expect((await receiver.get(`/v1/webhook-events/${id}`)).json()).toMatchObject({
      source: "acme",
      event_type: "invoice.paid",
      delivery_id: "msg_2KWPBgLl",
      signature_ok: true,
      duplicates: 1,
      headers: { [`${sender.prefix}-id`]: "msg_2KWPBgLl" },
    });
    expect(await listed(receiver, "signature_ok=false")).toEqual([]);
  },
);

test.for(senders)(
  "$sender: a changed byte, an old or a future time and another secret are stored as forged",
  async (sender) => {
    const secret = secretOf();
    const receiver = await start(secret);
    const now = receiver.clock.now();
    const sign = (seconds = 0, by = secret) =>
      signed(sender, [by], { at: new Date(now.getTime() + seconds * 1000) });
    const forged = [
      { headers: sign(), payload: body.replace("10.50", "10.51"), reason: "invalid_signature" },
      { headers: { ...sign(), [`${sender.prefix}-id`]: "msg_3" }, reason: "invalid_signature" },
      { headers: sign(0, secretOf()), reason: "invalid_signature" },
      { headers: sign(-301), reason: "stale_timestamp" },
      { headers: sign(301), reason: "future_timestamp" },
    ];
    // At once, since the server lets them wait for each other.
    const answers = await Promise.all(
      forged.map(({ headers, payload }) => deliver(receiver, headers, payload)),
    );
    for (const [index, { reason }] of forged.entries()) {
      expect(answers[index]?.statusCode).toBe(401);
      expect(answers[index]?.json()).toMatchObject({ reason });
    }
    const kept = await listed(receiver, "signature_ok=false");
    expect(kept.map(({ rejection }) => String(rejection)).toSorted()).toEqual(
      forged.map(({ reason }) => reason).toSorted(),
    );
    // None of them stands in the way of the genuine one.
    expect((await deliver(receiver, sign())).statusCode).toBe(202);
    for (const seconds of [-300, 300]) {
      expect((await deliver(receiver, sign(seconds))).statusCode).toBe(200);
    }
  },
);

test.for(senders)(
  "$sender: while a secret is replaced, messages of the old one, of the new one and of both are accepted",
  async (sender) => {
    const [old, next] = [secretOf(), secretOf()];
    const receiver = await start(next, old);
    const at = receiver.clock.now();
    const deliveries = [[old], [next], [old, next], [next, old], [secretOf(), old]];
    for (const [index, secrets] of deliveries.entries()) {
      const answer = await deliver(receiver, signed(sender, secrets, { id: `msg_${index}`, at }));
      expect(answer.statusCode).toBe(202);
    }
    expect(await listed(receiver, "signature_ok=true")).toHaveLength(deliveries.length);
    // Afterwards the old one alone is nobody's.
    await receiver[Symbol.asyncDispose]();
    const later = await start(next);
    expect((await deliver(later, signed(sender, [old], { at }))).statusCode).toBe(401);
    expect((await deliver(later, signed(sender, [old, next], { at }))).statusCode).toBe(202);
  },
);

test("svix under both names at once is accepted, and so is an unknown version beside a known one", async () => {
  const secret = secretOf();
  const receiver = await start(secret);
  const at = receiver.clock.now();
  const [, svix] = senders;
  const both = { ...signed(svix, [secret], { at }), ...signed(senders[2], [secret], { at }) };
  expect((await deliver(receiver, both)).statusCode).toBe(202);
  const headers = signed(svix, [secret], { id: "msg_2", at });
  headers["svix-signature"] =
    `v2,${randomBytes(32).toString("base64")} ${headers["svix-signature"]}`;
  expect((await deliver(receiver, headers)).statusCode).toBe(202);
});
