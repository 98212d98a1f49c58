import { InvalidInputError } from "@handsfree/query";
import { requireObject, requireText } from "../validate.ts";
import {
  githubSignaturePattern,
  signGithubPayload,
  verifyGithubSignature,
} from "./github-signature.ts";
import type {
  RejectedWebhook,
  WebhookRejection,
  WebhookRequest,
  WebhookRequestHead,
  WebhookSource,
} from "./source.ts";

/** Options of `githubSource`. */
export interface GithubSourceOptions {
  /** The webhook's secret, or the new and the old one while they change. */
  readonly secrets: readonly string[];
  /** Default `github`. */
  readonly name?: string | undefined;
}

/**
 * GitHub's webhooks. `X-Hub-Signature-256` signs the body alone, `X-GitHub-Event` gives the type, and a redelivery
 * keeps its `X-GitHub-Delivery`. Every hook and App that receives an event gets the same `X-GitHub-Delivery`;
 * `X-GitHub-Hook-ID` distinguishes them.
 *
 * `verify` throws InvalidInputError if a signed delivery lacks one of those headers, or its body is not JSON in
 * UTF-8 (the content type of the hook is not `application/json`).
 *
 * @throws {InvalidInputError} without a secret, or for one that is empty or has white space around it.
 * @see https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers
 */
export function githubSource(options: GithubSourceOptions): WebhookSource {
  const { secrets, name = "github" } = requireObject("options", options);
  // A string would count as a list of its characters, which are no secrets.
  if (!Array.isArray(secrets))
    throw new InvalidInputError("secrets", "is not a list; give a list of secrets");
  const own: readonly string[] = [...secrets];
  if (own.length === 0) throw new InvalidInputError("secrets", "has no secret; give at least one");
  if (own.some((secret) => typeof secret !== "string" || secret.trim() === "")) {
    throw new InvalidInputError("secrets", "has an empty secret; remove it");
  }
  // GitHub signs with the secret as typed into its form; a line break at a file's end is not part of it.
  if (own.some((secret) => secret.trim() !== secret)) {
    throw new InvalidInputError(
      "secrets",
      "has a secret with white space around it, which verifies no delivery; remove the white space",
    );
  }
  return {
    name: requireText("name", name),
    refuseByHeaders,
    // A delivery has one signature, so that while a secret replaces another the first one signs.
    signAgain: ({ body }) => ({ "x-hub-signature-256": signGithubPayload(own[0] ?? "", body) }),
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

/** GitHub always sends this header; a signed delivery without it comes from a misconfigured sender. */
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
