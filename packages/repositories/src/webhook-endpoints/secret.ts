import { hkdfSync } from "node:crypto";
import { InvalidInputError } from "@handsfree/query";
import { signStandardWebhook } from "../webhook-events/standard-webhooks/signature.ts";
import { requireObject, requireUuid, requireWhole } from "../validate.ts";
import type { WebhookEndpoint } from "./endpoint.ts";
import { webhookEndpointLimits } from "./limits.ts";

/** The key from which the secrets of all endpoints are derived. */
export type WebhookSigningKey = Uint8Array;

/**
 * The current secret of an endpoint, by which its receiver verifies signatures: `whsec_` and base64. It is derived from
 * the signing key, the endpoint's id and the version of its secret (HKDF-SHA256, RFC 5869), and stored nowhere.
 *
 * @throws {InvalidInputError} for a key of less than 32 bytes, or naming the member of the endpoint.
 */
export function webhookEndpointSecret(
  signingKey: WebhookSigningKey,
  endpoint: Pick<WebhookEndpoint, "id" | "secretVersion">,
): string {
  const { id, secretVersion } = requireObject("endpoint", endpoint);
  requireWhole("endpoint.secretVersion", secretVersion, 1, 2_147_483_647);
  const info = `handsfree webhook endpoint, secret ${secretVersion}`;
  const secret = hkdfSync(
    "sha256",
    requireSigningKey(signingKey),
    requireUuid("endpoint.id", id),
    info,
    32,
  );
  return `whsec_${Buffer.from(secret).toString("base64")}`;
}

/** @throws {InvalidInputError} without the key. */
export function requireSigningKey(key: WebhookSigningKey, field = "signingKey"): WebhookSigningKey {
  const least = webhookEndpointLimits.signingKeyBytes;
  if (key instanceof Uint8Array && key.length >= least) return key;
  throw new InvalidInputError(field, `must have at least ${least} bytes`);
}

/** A message to an endpoint. */
interface Message {
  readonly id: string;
  readonly timestamp: Date;
  readonly body: string;
}

/**
 * The headers of a message, signed by the endpoint's secret and, for a time after a rotation, by the one before.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signForEndpoint(
  signingKey: WebhookSigningKey,
  { id, secretVersion, previousSecretUntil }: WebhookEndpoint,
  message: Message,
): Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string> {
  const sign = (version: number) =>
    signStandardWebhook(webhookEndpointSecret(signingKey, { id, secretVersion: version }), message);
  const headers = sign(secretVersion);
  if (previousSecretUntil === null || previousSecretUntil <= message.timestamp) return headers;
  const before = sign(secretVersion - 1)["webhook-signature"];
  return { ...headers, "webhook-signature": `${headers["webhook-signature"]} ${before}` };
}
