import { createHmac, createPublicKey, timingSafeEqual, verify } from "node:crypto";
import { InvalidInputError } from "@handsfree/query";

/** What tells whether a signature is the sender's. */
export interface WebhookKey {
  /** The signatures that it can judge: `v1` is HMAC-SHA256, `v1a` is Ed25519. */
  readonly version: "v1" | "v1a";
  /** A test of signatures over one content. Does the work that they share once. */
  readonly verifier: (content: Uint8Array) => (signature: Uint8Array) => boolean;
}

/** The bytes of the two kinds of signature. */
export const signatureLengths: Readonly<Record<WebhookKey["version"], number>> = {
  v1: 32,
  v1a: 64,
};

/**
 * A secret `whsec_…` (base64 of 24 to 64 bytes), also without its prefix as the reference libraries take it, or a
 * public key `whpk_…` (base64 of the 32 bytes of an Ed25519 key, RFC 8032). Either may stand behind its version, as
 * `v1,whsec_…`, which is how Supabase and others show it.
 *
 * @throws {InvalidInputError} on `secrets`, without the value, for what is neither.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/libraries/javascript/src/index.ts
 */
export function parseWebhookKey(text: string): WebhookKey {
  const shown = requireWhole(text);
  if (/^(?:v1a?,)?whsk_/.test(shown)) {
    throw refuse("a private key (whsk_); give the public one that belongs to it, whpk_");
  }
  const asymmetric = /^(?:v1a,)?whpk_/.exec(shown);
  if (asymmetric) return publicKey(decode(shown, asymmetric[0], 32, 32));
  const secret = parseWebhookSecret(shown);
  return {
    version: "v1",
    verifier: (content) => {
      const expected = createHmac("sha256", secret).update(content).digest();
      return (signature) => timingSafeEqual(signature, expected);
    },
  };
}

/**
 * The bytes of a `whsec_…`, with or without its prefix and its version.
 *
 * @throws {InvalidInputError} on `secrets`, without the value.
 */
export function parseWebhookSecret(text: string): Buffer {
  const shown = requireWhole(text);
  return decode(shown, /^(?:v1,)?(?:whsec_)?/.exec(shown)?.[0] ?? "", 24, 64);
}

/** White space is no part of base64, and usually the end of a file's line. */
function requireWhole(text: string): string {
  if (typeof text !== "string") throw refuse("one that is no text; give it as the sender shows it");
  if (text.trim() === text) return text;
  throw refuse("one with white space around it; remove that");
}

/** The SubjectPublicKeyInfo of an Ed25519 key up to the key itself (RFC 8410, section 4). */
const ed25519Prefix = Buffer.from("302a300506032b6570032100", "hex");

function publicKey(bytes: Buffer): WebhookKey {
  const der = Buffer.concat([ed25519Prefix, bytes]);
  const key = createPublicKey({ key: der, format: "der", type: "spki" });
  return {
    version: "v1a",
    verifier: (content) => (signature) => verify(null, content, key, signature),
  };
}

function decode(text: string, prefix: string, least: number, most: number): Buffer {
  const base64 = text.slice(prefix.length);
  const bytes = Buffer.from(base64, "base64");
  const isExact = bytes.toString("base64").replace(/=+$/, "") === base64.replace(/=+$/, "");
  if (prefix.endsWith("_") && !isExact) {
    throw refuse(
      "one whose part after the underscore is not base64; give it as the sender shows it",
    );
  }
  if (!prefix.endsWith("_") && (base64 === "" || !isExact)) {
    throw refuse(
      "one that begins with neither whsec_ nor whpk_, and is no base64; give it as the sender shows it",
    );
  }
  if (bytes.length < least || bytes.length > most) {
    const range = least === most ? `${least}` : `${least} to ${most}`;
    throw refuse(`one of ${bytes.length} bytes; it must be ${range}`);
  }
  return bytes;
}

/** Says nothing of the value. */
function refuse(what: string): InvalidInputError {
  return new InvalidInputError("secrets", `has ${what}`);
}
