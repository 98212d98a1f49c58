import { InvalidInputError } from "@handsfree/query";
import { eventTypes } from "@handsfree/repositories/events";
import {
  type ChangedWebhookEndpoint,
  type WebhookEndpoint,
  webhookEndpointLimits,
  webhookEndpointSecret,
  type WebhookSigningKey,
} from "@handsfree/repositories/webhook-endpoints";
import {
  type GivenWebhookSecretJson,
  renderWebhookEndpoint,
} from "@handsfree/wire/webhook-endpoints";
import { Nullable, OneOf } from "@handsfree/wire";
import type { FastifyReply } from "fastify";
import Type from "typebox";
import { Problem } from "../../http/problem.ts";
import type { AddressRules } from "@handsfree/executors/outgoing";

export const tags = ["webhook endpoints"];

export const Url = Type.String({
  minLength: 1,
  maxLength: webhookEndpointLimits.url,
  description:
    "By https to a public address, or by http or https to one of the server's setting WEBHOOK_ALLOWED_ADDRESSES",
});
export const Description = Nullable(
  Type.String({ minLength: 1, maxLength: webhookEndpointLimits.description }),
);
export const Types = Nullable(
  Type.Array(OneOf(eventTypes), {
    minItems: 1,
    maxItems: eventTypes.length,
    description: "The types of events that are sent. Null for all",
  }),
);

export function noEndpoint(): Problem {
  return new Problem(404, "not_found", "there is no webhook endpoint with this id");
}

/** @throws {Problem} 409 if there is no key from which secrets can be derived. */
export function requireSigningKey(key: WebhookSigningKey | undefined): WebhookSigningKey {
  if (key !== undefined) return key;
  const detail =
    "the server has no WEBHOOK_SIGNING_KEY, so it can neither sign deliveries nor seal addresses";
  throw new Problem(409, "no_signing_key", detail);
}

/**
 * Refuses a URL with an address that deliveries would not go to. What a name leads to is compared at each delivery.
 *
 * @throws {InvalidInputError} naming the setting that allows it.
 */
export function requireAllowed(rules: AddressRules, text: string | undefined, field = "url"): void {
  const url = text === undefined ? null : URL.parse(text);
  if (url === null || !rules.refuses(url)) return;
  throw new InvalidInputError(
    field,
    "has an address that deliveries do not go to: they go to public addresses by https, and to those that the server's setting WEBHOOK_ALLOWED_ADDRESSES has",
  );
}

/** @throws {Problem} 404 if there is no endpoint. */
export function requireEndpoint(changed: ChangedWebhookEndpoint): WebhookEndpoint {
  if (changed.outcome === "not_found") throw noEndpoint();
  return changed.endpoint;
}

/** The one answer that holds the secret. No cache may keep it. */
export function renderSecret(
  reply: Pick<FastifyReply, "header">,
  key: WebhookSigningKey,
  endpoint: WebhookEndpoint,
): GivenWebhookSecretJson {
  void reply.header("cache-control", "no-store");
  return {
    endpoint: renderWebhookEndpoint(endpoint),
    secret: webhookEndpointSecret(key, endpoint),
  };
}
