import { createHmac } from "node:crypto";
import { parseWebhookSecret, signatureLengths, type WebhookKey } from "./keys.ts";
import { requireObject, requireText, requireTime, requireBytesOrText } from "../../validate.ts";

/** A header with more signatures is rejected. A sender has one or two keys; testing many would cost a forger nothing and us time. */
const mostSignatures = 20;

/** One signature of a `webhook-signature` header. */
export interface WebhookSignature {
  readonly version: WebhookKey["version"];
  readonly bytes: Buffer;
}

/** The signatures of known versions; others are skipped, since later versions may add them. */
export function parseSignatures(header: string): readonly WebhookSignature[] {
  const texts = header.split(" ");
  return texts.length > mostSignatures ? [] : texts.flatMap(parseSignature);
}

function parseSignature(text: string): WebhookSignature[] {
  const comma = text.indexOf(",");
  const version = text.slice(0, Math.max(comma, 0));
  if (version !== "v1" && version !== "v1a") return [];
  const base64 = text.slice(comma + 1);
  const bytes = Buffer.from(base64, "base64");
  // Compared as text too: base64 has unused bits, so two spellings can stand for the same bytes.
  const exact = bytes.length === signatureLengths[version] && bytes.toString("base64") === base64;
  return exact ? [{ version, bytes }] : [];
}

/** Whether one of the signatures belongs to one of the keys. */
export function isSigned(
  keys: readonly WebhookKey[],
  content: Uint8Array,
  signatures: readonly WebhookSignature[],
): boolean {
  return keys.some(({ version, verifier }) => {
    const own = signatures.filter((signature) => signature.version === version);
    if (own.length === 0) return false;
    const verify = verifier(content);
    return own.some(({ bytes }) => verify(bytes));
  });
}

/** The signed content: the id, the time and the body, joined by full stops. */
export function signedContent(id: string, timestamp: string, body: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
}

/** A message to sign. */
export interface StandardWebhook {
  readonly id: string;
  readonly timestamp: Date;
  readonly body: Uint8Array | string;
}

/**
 * Makes the headers that a sender of Standard Webhooks sends, for tests and for senders.
 *
 * @param secret `whsec_` and base64.
 * @throws {InvalidInputError} for an invalid secret, or naming the member of the message.
 */
export function signStandardWebhook(
  secret: string,
  message: StandardWebhook,
): { "webhook-id": string; "webhook-timestamp": string; "webhook-signature": string } {
  const { id, timestamp, body } = requireObject("message", message);
  requireText("id", id);
  requireTime("timestamp", timestamp);
  requireBytesOrText("body", body);
  const seconds = String(Math.floor(timestamp.getTime() / 1000));
  const content = signedContent(id, seconds, Buffer.from(body));
  const signature = createHmac("sha256", parseWebhookSecret(secret)).update(content);
  return {
    "webhook-id": id,
    "webhook-timestamp": seconds,
    "webhook-signature": `v1,${signature.digest("base64")}`,
  };
}
