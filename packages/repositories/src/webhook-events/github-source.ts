import { InvalidInputError } from "@handsfree/query";
import { requireObject, requireText } from "../validate.ts";
import { githubSignaturePattern, verifyGithubSignature } from "./github-signature.ts";
import type {
  RejectedWebhook,
  WebhookRejection,
  WebhookRequest,
  WebhookRequestHead,
  WebhookSource,
} from "./source.ts";

/** Options of `githubSource`. */
export interface GithubSourceOptions {
  /** Those that GitHub may sign with: one, or the new one and the old one while they change. */
  readonly secrets: readonly string[];
  /** Default `github`. */
  readonly name?: string | undefined;
}

/**
 * GitHub's webhooks: signed by `X-Hub-Signature-256`, typed by `X-GitHub-Event`, named by `X-GitHub-Delivery`,
 * which a redelivery keeps, and told apart by `X-GitHub-Hook-ID`: every hook and App that is told of an event has the
 * same `X-GitHub-Delivery`. GitHub signs the body alone.
 *
 * `verify` throws InvalidInputError for a signed delivery without one of those headers, or whose body is not JSON
 * in UTF-8 (a hook whose content type is not `application/json`).
 *
 * @throws {InvalidInputError} when there is no secret, an empty one (anybody can sign with that), or one with white
 *   space around it.
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers
 */
export function githubSource(options: GithubSourceOptions): WebhookSource {
  const { secrets, name = "github" } = requireObject("options", options);
  // A text is a list of its characters, and anybody can sign with one of those.
  if (!Array.isArray(secrets)) throw new InvalidInputError("secrets", "is no list; give one");
  const own: readonly string[] = [...secrets];
  if (own.length === 0) throw new InvalidInputError("secrets", "has none; give at least one");
  if (own.some((secret) => typeof secret !== "string" || secret.trim() === "")) {
    throw new InvalidInputError("secrets", "has an empty one; remove it");
  }
  // GitHub signs with what was typed into its form; the end of a file's line is hardly ever a part of that.
  if (own.some((secret) => secret.trim() !== secret)) {
    throw new InvalidInputError(
      "secrets",
      "has one with white space around it, so that no delivery would verify; remove that",
    );
  }
  return {
    name: requireText("name", name),
    refuseByHeaders,
    verify: ({ headers, body, now }) => {
      const refusal = refuseByHeaders({ headers, now });
      if (refusal) return refusal;
      if (!verifyGithubSignature(own, body, headers.get("x-hub-signature-256"))) {
        return reject(headers, "invalid_signature");
      }
      const eventType = requireHeader(headers, "X-GitHub-Event");
      const deliveryId = requireHeader(headers, "X-GitHub-Delivery");
      requireJson(body);
      const hookId = headers.get("x-github-hook-id") || undefined;
      return { verified: true, eventType, deliveryId, hookId };
    },
  };
}

function refuseByHeaders({ headers }: WebhookRequestHead): RejectedWebhook | undefined {
  const signature = headers.get("x-hub-signature-256");
  if (!signature) return reject(headers, "missing_signature");
  if (githubSignaturePattern.test(signature)) return undefined;
  return reject(headers, "malformed_signature");
}

function reject(headers: WebhookRequest["headers"], rejection: WebhookRejection): RejectedWebhook {
  return {
    verified: false,
    rejection,
    eventType: headers.get("x-github-event"),
    deliveryId: headers.get("x-github-delivery"),
  };
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
