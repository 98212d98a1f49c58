import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Whether GitHub signed these bytes: `X-Hub-Signature-256` is `sha256=` and the hexadecimal
 * HMAC-SHA256 of the raw body. Compared in constant time; a missing or malformed header is false.
 *
 * @param secret must not be empty; anybody can sign with an empty one.
 * @see https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export function verifyGithubSignature(
  secret: string,
  body: Uint8Array,
  header: string | undefined,
): boolean {
  const hex = /^sha256=([0-9a-f]{64})$/i.exec(header ?? "")?.[1];
  if (hex === undefined || secret === "") return false;
  return timingSafeEqual(Buffer.from(hex, "hex"), hmac(secret, body));
}

/** The `X-Hub-Signature-256` header that GitHub would send for this body. */
export function signGithubPayload(secret: string, body: Uint8Array | string): string {
  return `sha256=${hmac(secret, body).toString("hex")}`;
}

function hmac(secret: string, body: Uint8Array | string): Buffer {
  return createHmac("sha256", secret).update(body).digest();
}
