import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  signStandardWebhook,
  standardWebhooksSource,
  type WebhookSource,
} from "../../src/entries/webhooks.ts";

// The values of the specification's reference libraries: JavaScript's "sign function works", Rust's test_sign.
const reference = [
  {
    secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
    seconds: 1614265330,
    body: '{"test": 2432232314}',
    signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  },
  {
    secret: "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
    id: "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
    seconds: 1649367553,
    body: '{"email":"test@example.com","username":"test_user"}',
    signature: "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=",
  },
] as const;
const [{ secret, id, seconds, body, signature }] = reference;
const headers = {
  "webhook-id": id,
  "webhook-timestamp": String(seconds),
  "webhook-signature": signature,
};
const acme = standardWebhooksSource({ name: "acme", secrets: [secret] });

function verify(
  source: WebhookSource,
  changes: Record<string, string | undefined> = {},
  { at = seconds, bytes = Buffer.from(body) }: { at?: number; bytes?: Uint8Array } = {},
) {
  const entries = Object.entries({ ...headers, ...changes }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return source.verify({ headers: new Map(entries), body: bytes, now: new Date(at * 1000) });
}

/** A key pair in the form that senders display, with a function that signs. */
function keyPair(): { publicKey: string; signed: (content: string) => string } {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  return {
    publicKey: `whpk_${rawKey(publicKey)}`,
    signed: (content) => ed25519(privateKey, content),
  };
}

const rawKey = (key: KeyObject): string =>
  key.export({ type: "spki", format: "der" }).subarray(-32).toString("base64");

const ed25519 = (key: KeyObject, content: string): string =>
  `v1a,${sign(null, Buffer.from(content), key).toString("base64")}`;

const content = `${id}.${seconds}.${body}`;

test.for(reference)(
  "the reference libraries' signature of $id verifies, and equals ours",
  async (one) => {
    const message = { id: one.id, timestamp: new Date(one.seconds * 1000), body: one.body };
    const signed = signStandardWebhook(one.secret, message);
    expect(signed["webhook-signature"]).toBe(one.signature);
    const source = standardWebhooksSource({ name: "acme", secrets: [one.secret] });
    expect(
      await verify(source, signed, { at: one.seconds, bytes: Buffer.from(one.body) }),
    ).toMatchObject({ verified: true, deliveryId: one.id });
  },
);

test.for([
  [-301, "future_timestamp"],
  [-300, undefined],
  [300, undefined],
  [300.999, undefined],
  [301, "stale_timestamp"],
] as const)("%d seconds after its time: %s", async ([late, rejection]) => {
  expect(await verify(acme, {}, { at: seconds + late })).toMatchObject(
    rejection === undefined ? { verified: true } : { verified: false, rejection },
  );
});

test("the source sets the tolerance", async () => {
  const strict = standardWebhooksSource({ name: "acme", secrets: [secret], toleranceSeconds: 1 });
  expect(await verify(strict, {}, { at: seconds + 1 })).toMatchObject({ verified: true });
  expect(await verify(strict, {}, { at: seconds + 2 })).toMatchObject({
    rejection: "stale_timestamp",
  });
});

test.for([
  [{ "webhook-id": undefined }, "missing_id"],
  [{ "webhook-id": "" }, "missing_id"],
  [{ "webhook-timestamp": undefined }, "missing_timestamp"],
  [{ "webhook-signature": undefined }, "missing_signature"],
  [{ "webhook-id": "a.b" }, "malformed_id"],
  [{ "webhook-id": "a b" }, "malformed_id"],
  [{ "webhook-id": "é" }, "malformed_id"],
  [{ "webhook-id": "x".repeat(1001) }, "malformed_id"],
  [{ "webhook-timestamp": "hello" }, "malformed_timestamp"],
  [{ "webhook-timestamp": "1614265330.0" }, "malformed_timestamp"],
  [{ "webhook-timestamp": "-1614265330" }, "malformed_timestamp"],
  [{ "webhook-timestamp": "0x60379b72" }, "malformed_timestamp"],
  [{ "webhook-timestamp": "1".repeat(13) }, "malformed_timestamp"],
  [{ "webhook-timestamp": "01614265330" }, "invalid_signature"],
  [{ "webhook-signature": "v1," }, "malformed_signature"],
  [{ "webhook-signature": signature.slice(0, 8) }, "malformed_signature"],
  [{ "webhook-signature": "v1,dawfeoifkpqwoekfpqoekf" }, "malformed_signature"],
  [{ "webhook-signature": signature.slice(3) }, "malformed_signature"],
  [{ "webhook-signature": signature.replace("v1", "v2") }, "malformed_signature"],
  [{ "webhook-signature": signature.replace("v1", "v1a") }, "malformed_signature"],
  [{ "webhook-signature": `v1,${"A".repeat(43)}=` }, "invalid_signature"],
  [
    { "webhook-signature": `${`v1,${"A".repeat(43)}= `.repeat(20)}${signature}` },
    "malformed_signature",
  ],
] as const)("%j is rejected as %s", async ([changes, rejection]) => {
  expect(await verify(acme, changes)).toMatchObject({ verified: false, rejection });
});

test("a full stop in the id would let one signature stand for another message", async () => {
  // `a.1` sent at 2 with the body `b`, and `a` sent at 1 with the body `2.b`, are signed alike.
  const genuine = { id: "a", timestamp: new Date(1000), body: "2.b" };
  const signed = signStandardWebhook(secret, genuine);
  const forged = { ...signed, "webhook-id": "a.1", "webhook-timestamp": "2" };
  expect(await verify(acme, signed, { at: 2, bytes: Buffer.from("2.b") })).toMatchObject({
    verified: true,
  });
  expect(await verify(acme, forged, { at: 2, bytes: Buffer.from("b") })).toMatchObject({
    rejection: "malformed_id",
  });
});

test("one valid signature is enough, also beside unknown versions", async () => {
  const several = `v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,abc ${signature} v1a,x`;
  expect(await verify(acme, { "webhook-signature": several })).toMatchObject({ verified: true });
  const others = several.replace(signature, "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=");
  expect(await verify(acme, { "webhook-signature": others })).toMatchObject({
    rejection: "invalid_signature",
  });
});

const bySvix = {
  "svix-id": id,
  "svix-timestamp": String(seconds),
  "svix-signature": signature,
  "webhook-id": undefined,
  "webhook-timestamp": undefined,
  "webhook-signature": undefined,
};

test("Svix's header names are accepted, but no mixture of the two", async () => {
  expect(await verify(acme, bySvix)).toEqual({ verified: true, eventType: null, deliveryId: id });
  expect(await verify(acme, { ...bySvix, "svix-signature": undefined })).toMatchObject({
    rejection: "missing_signature",
    deliveryId: id,
  });
  expect(await verify(acme, { ...bySvix, "svix-signature": "v1,x" })).toMatchObject({
    rejection: "malformed_signature",
  });
  expect(await verify(acme, { ...bySvix, "svix-id": "another" })).toMatchObject({
    rejection: "invalid_signature",
  });
  expect(await verify(acme, { ...bySvix, "webhook-id": id })).toMatchObject({
    rejection: "missing_timestamp",
  });
  const both = { ...headers, "svix-id": "x", "svix-timestamp": "1", "svix-signature": "v1,x" };
  expect(await verify(acme, both)).toMatchObject({ verified: true });
});

test("forged headers are refused without the body", () => {
  const refuse = (changes: Record<string, string>) =>
    acme.refuseByHeaders?.({ headers: new Map(Object.entries(changes)), now: new Date(0) });
  expect(refuse({})).toMatchObject({ rejection: "missing_id" });
  expect(refuse({ ...headers, "webhook-signature": "v1,x" })).toMatchObject({
    rejection: "malformed_signature",
    deliveryId: id,
  });
  expect(refuse(headers)).toBeUndefined();
});

test("during a change of secrets both verify; afterwards only the new one does", async () => {
  const [, other] = reference;
  const timestamp = new Date(seconds * 1000);
  const byOther = signStandardWebhook(other.secret, { id, timestamp, body });
  const both = standardWebhooksSource({ name: "acme", secrets: [other.secret, secret] });
  expect(await verify(both)).toMatchObject({ verified: true });
  expect(await verify(both, byOther)).toMatchObject({ verified: true });
  expect(await verify(acme, byOther)).toMatchObject({ rejection: "invalid_signature" });
});

test("an Ed25519 public key verifies, alone and beside a secret", async () => {
  const { publicKey, signed } = keyPair();
  const asymmetric = standardWebhooksSource({ name: "acme", secrets: [publicKey] });
  const byKey = { "webhook-signature": signed(content) };
  expect(await verify(asymmetric, byKey)).toEqual({
    verified: true,
    eventType: null,
    deliveryId: id,
  });
  expect(
    await verify(asymmetric, { "webhook-signature": keyPair().signed(content) }),
  ).toMatchObject({ rejection: "invalid_signature" });
  expect(await verify(asymmetric)).toMatchObject({ rejection: "invalid_signature" });
  const both = standardWebhooksSource({ name: "acme", secrets: [secret, publicKey] });
  expect(await verify(both)).toMatchObject({ verified: true });
  expect(await verify(both, byKey)).toMatchObject({ verified: true });
  expect(
    await verify(both, { "webhook-signature": `${keyPair().signed(content)} ${signature}` }),
  ).toMatchObject({ verified: true });
});

test("a signature of a published key, made by the openssl command, verifies", async () => {
  // The key of RFC 8032, section 7.1, TEST 1; the signature was made with `openssl pkeyutl -sign -rawin`.
  const publicKey = Buffer.from(
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "hex",
  );
  const source = standardWebhooksSource({
    name: "acme",
    secrets: [`whpk_${publicKey.toString("base64")}`],
  });
  const made =
    "fldxM4gAKugP6nnt1hdz3sgGfZ6d99nzrMFnZOELIxbzEHoVmAb2ADpkJK7zgPePmPsle0zV9jSeGlHFG2NVAw==";
  expect(await verify(source, { "webhook-signature": `v1a,${made}` })).toMatchObject({
    verified: true,
  });
});

const { publicKey: propertyKey, signed: propertySigned } = keyPair();

test.for(["v1", "v1a"] as const)(
  "any single change of body, id, time or signature of %s is refused",
  async (version) => {
    const source = standardWebhooksSource({ name: "acme", secrets: [secret, propertyKey] });
    const messageId = fc.stringMatching(/^[a-zA-Z0-9_]{1,30}$/);
    const parts = ["body", "webhook-id", "webhook-timestamp", "webhook-signature"] as const;
    await fc.assert(
      fc.asyncProperty(
        messageId,
        fc.string({ minLength: 1 }),
        fc.constantFrom(...parts),
        fc.nat(),
        fc.integer({ min: 1, max: 127 }),
        async (own, text, part, place, difference) => {
          const symmetric = signStandardWebhook(secret, {
            id: own,
            timestamp: new Date(0),
            body: text,
          });
          const sent: Record<(typeof parts)[number], string> = {
            ...symmetric,
            ...(version === "v1a" && { "webhook-signature": propertySigned(`${own}.0.${text}`) }),
            body: text,
          };
          const check = () => verify(source, sent, { at: 0, bytes: Buffer.from(sent.body) });
          expect(await check()).toMatchObject({ verified: true });
          const at = place % sent[part].length;
          const changed = String.fromCharCode(sent[part].charCodeAt(at) ^ difference);
          sent[part] = sent[part].slice(0, at) + changed + sent[part].slice(at + 1);
          expect(await check()).toMatchObject({ verified: false });
        },
      ),
    );
  },
);
