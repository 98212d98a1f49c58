import { createHmac, timingSafeEqual } from "node:crypto";
import { requireBytesOrText, requireText } from "../validate.ts";

/** What the header looks like. GitHub writes lower-case hexadecimal. */
export const githubSignaturePattern: RegExp = /^sha256=([0-9a-f]{64})$/;

/**
 * Whether GitHub signed these bytes: `X-Hub-Signature-256` is `sha256=` and the hexadecimal
 * HMAC-SHA256 of the raw body. Compared in constant time; a missing or malformed header is false.
 *
 * @param secrets one, or several while a new one takes an old one's place. None may be empty: anybody can sign
 *   with an empty one, so it verifies nothing.
 * @see https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export function verifyGithubSignature(
  secrets: string | readonly string[],
  body: Uint8Array,
  header: string | undefined,
): boolean {
  const hex = githubSignaturePattern.exec(header ?? "")?.[1];
  if (hex === undefined) return false;
  const signature = Buffer.from(hex, "hex");
  const usable = (typeof secrets === "string" ? [secrets] : secrets).filter(Boolean);
  return usable.some((secret) => timingSafeEqual(signature, hmac(secret, body)));
}

/**
 * The `X-Hub-Signature-256` header that GitHub would send for this body.
 *
 * @throws {InvalidInputError} naming the argument.
 */
export function signGithubPayload(secret: string, body: Uint8Array | string): string {
  requireText("secret", secret, Infinity);
  requireBytesOrText("body", body);
  return `sha256=${hmac(secret, body).toString("hex")}`;
}

function hmac(secret: string, body: Uint8Array | string): Buffer {
  return createHmac("sha256", secret).update(body).digest();
}
