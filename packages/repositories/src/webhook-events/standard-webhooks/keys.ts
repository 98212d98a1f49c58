import { createHmac, createPublicKey, timingSafeEqual, verify } from "node:crypto";
import { InvalidInputError } from "@handsfree/query";

/** A key that verifies signatures. */
export interface WebhookKey {
  /** The kind of signature: `v1` is HMAC-SHA256, `v1a` is Ed25519. */
  readonly version: "v1" | "v1a";
  /** Makes a test of signatures over one content, which shares their common work. */
  readonly verifier: (content: Uint8Array) => (signature: Uint8Array) => boolean;
  /** Signs a content as the sender does; a public key cannot. */
  readonly sign?: (content: Uint8Array) => Uint8Array;
}

/** The length in bytes of each kind of signature. */
export const signatureLengths: Readonly<Record<WebhookKey["version"], number>> = {
  v1: 32,
  v1a: 64,
};

/**
 * Parses a secret `whsec_…` (base64 of 24 to 64 bytes), also without its prefix as the reference libraries accept it,
 * or a public key `whpk_…` (base64 of a 32-byte Ed25519 key, RFC 8032). Both may have their version before them, as in
 * `v1,whsec_…`, which Supabase and others display.
 *
 * @throws {InvalidInputError} on `secrets`, without the value.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/libraries/javascript/src/index.ts
 */
export function parseWebhookKey(text: string): WebhookKey {
  const shown = requireWhole(text);
  if (/^(?:v1a?,)?whsk_/.test(shown)) {
    throw refuse("that is a private key (whsk_); give its public key, whpk_…");
  }
  const asymmetric = /^(?:v1a,)?whpk_/.exec(shown);
  if (asymmetric) return publicKey(decode(shown, asymmetric[0], 32, 32));
  const secret = parseWebhookSecret(shown);
  const sign = (content: Uint8Array) => createHmac("sha256", secret).update(content).digest();
  return {
    version: "v1",
    sign,
    verifier: (content) => {
      const expected = sign(content);
      return (signature) => timingSafeEqual(signature, expected);
    },
  };
}

/**
 * Parses the bytes of a `whsec_…`, with or without its prefix and its version.
 *
 * @throws {InvalidInputError} on `secrets`, without the value.
 */
export function parseWebhookSecret(text: string): Buffer {
  const shown = requireWhole(text);
  return decode(shown, /^(?:v1,)?(?:whsec_)?/.exec(shown)?.[0] ?? "", 24, 64);
}

/** Base64 has no white space; it usually comes from a line break at a file's end. */
function requireWhole(text: string): string {
  if (typeof text !== "string") throw refuse("that is not a text; give it as the sender shows it");
  if (text.trim() === text) return text;
  throw refuse("with white space around it; remove the white space");
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
    throw refuse("that is not base64 after the underscore; give it as the sender shows it");
  }
  if (!prefix.endsWith("_") && (base64 === "" || !isExact)) {
    throw refuse(
      "that begins with neither whsec_ nor whpk_ and is not base64; give it as the sender shows it",
    );
  }
  if (bytes.length < least || bytes.length > most) {
    const range = least === most ? `${least}` : `${least} to ${most}`;
    throw refuse(`of ${bytes.length} bytes; give one of ${range}`);
  }
  return bytes;
}

/** Never includes the value. */
function refuse(what: string): InvalidInputError {
  return new InvalidInputError("secrets", `has a secret ${what}`);
}
