import { InvalidInputError } from "@handsfree/query";
import { requireText } from "../validate.ts";
import { githubSignaturePattern, verifyGithubSignature } from "./github-signature.ts";
import type { RejectedWebhook, WebhookRejection, WebhookRequest, WebhookSource } from "./source.ts";

export interface GithubSourceOptions {
  /** Those that GitHub may sign with: one, or the new one and the old one while they change. */
  readonly secrets: readonly string[];
  /** Default `github`. */
  readonly name?: string | undefined;
}

/**
 * GitHub's webhooks: signed by `X-Hub-Signature-256`, typed by `X-GitHub-Event`, named by `X-GitHub-Delivery`,
 * which a redelivery keeps. GitHub signs the body alone.
 *
 * `verify` throws InvalidInputError for a signed delivery without one of those headers, or whose body is not JSON
 * in UTF-8 (a hook whose content type is not `application/json`).
 *
 * @throws {InvalidInputError} when there is no secret, or an empty one: anybody can sign with that.
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers
 */
export function githubSource({ secrets, name = "github" }: GithubSourceOptions): WebhookSource {
  // A text is a list of its characters, and anybody can sign with one of those.
  if (!Array.isArray(secrets)) throw new InvalidInputError("secrets", "is no list; give one");
  const own: readonly string[] = [...secrets];
  if (own.length === 0) throw new InvalidInputError("secrets", "has none; give at least one");
  if (own.some((secret) => typeof secret !== "string" || secret.trim() === "")) {
    throw new InvalidInputError("secrets", "has an empty one; remove it");
  }
  return {
    name: requireText("name", name),
    verify: ({ headers, body }) => {
      const signature = headers.get("x-hub-signature-256");
      if (!verifyGithubSignature(own, body, signature)) return reject(headers, signature);
      const eventType = requireHeader(headers, "X-GitHub-Event");
      const deliveryId = requireHeader(headers, "X-GitHub-Delivery");
      requireJson(body);
      return { verified: true, eventType, deliveryId };
    },
  };
}

function reject(
  headers: WebhookRequest["headers"],
  signature: string | undefined,
): RejectedWebhook {
  return {
    verified: false,
    rejection: reasonFor(signature),
    eventType: headers.get("x-github-event"),
    deliveryId: headers.get("x-github-delivery"),
  };
}

function reasonFor(signature: string | undefined): WebhookRejection {
  if (signature === undefined || signature === "") return "missing_signature";
  return githubSignaturePattern.test(signature) ? "invalid_signature" : "malformed_signature";
}

/** GitHub always sends it; a sender who knows the secret and leaves it out is misconfigured. */
function requireHeader(headers: WebhookRequest["headers"], name: string): string {
  const value = headers.get(name.toLowerCase());
  if (value) return value;
  throw new InvalidInputError(name, "is missing; send it as GitHub does");
}

function requireJson(body: Uint8Array): void {
  try {
    JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body));
  } catch {
    throw new InvalidInputError(
      "body",
      "is not JSON in UTF-8; set the webhook's content type to application/json",
    );
  }
}
