import { createHmac, timingSafeEqual } from "node:crypto";
import { requireBytesOrText, requireList, requireString } from "../validate.ts";

/** The form of the header. GitHub writes lower-case hexadecimal. */
export const githubSignaturePattern: RegExp = /^sha256=([0-9a-f]{64})$/;

/**
 * Whether GitHub signed these bytes: `X-Hub-Signature-256` is `sha256=` and the hexadecimal HMAC-SHA256 of the raw
 * body. The comparison takes constant time; a missing or malformed header gives false.
 *
 * @param secrets one, or several while a new one replaces an old one. An empty one verifies nothing, since anyone
 *   can sign with it.
 * @throws {InvalidInputError} if a secret is not a text, or the body is not bytes.
 * @see https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 */
export function verifyGithubSignature(
  secrets: string | readonly string[],
  body: Uint8Array,
  header: string | undefined,
): boolean {
  const all = typeof secrets === "string" ? [secrets] : requireList("secrets", secrets);
  for (const secret of all) requireString("secrets", secret);
  requireBytesOrText("body", body);
  const hex = typeof header === "string" ? githubSignaturePattern.exec(header)?.[1] : undefined;
  if (hex === undefined) return false;
  const signature = Buffer.from(hex, "hex");
  return all.filter(Boolean).some((secret) => timingSafeEqual(signature, hmac(secret, body)));
}

/**
 * Makes the `X-Hub-Signature-256` header that GitHub would send for this body.
 *
 * @throws {InvalidInputError} naming the argument.
 */
export function signGithubPayload(secret: string, body: Uint8Array | string): string {
  requireBytesOrText("secret", secret);
  requireBytesOrText("body", body);
  return `sha256=${hmac(secret, body).toString("hex")}`;
}

function hmac(secret: string, body: Uint8Array | string): Buffer {
  return createHmac("sha256", secret).update(body).digest();
}
