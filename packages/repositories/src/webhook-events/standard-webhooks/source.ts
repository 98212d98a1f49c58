import { InvalidInputError } from "@handsfree/query";
import { textLimits } from "../../text-limits.ts";
import { requireList, requireObject, requireText, shown } from "../../validate.ts";
import type {
  RejectedWebhook,
  VerifiedWebhook,
  WebhookRejection,
  WebhookRequest,
  WebhookSource,
} from "../source.ts";
import { parseWebhookKey, type WebhookKey } from "./keys.ts";
import { isSigned, parseSignatures, signedContent, type WebhookSignature } from "./signature.ts";

/** The default tolerance in seconds, as in the reference libraries. */
const defaultTolerance = 300;

/** Visible ASCII without a full stop, up to the length of the longest stored id. */
const unambiguousId = /^[!--/-~]{1,1000}$/;

/** Options of `standardWebhooksSource`. */
export interface StandardWebhooksSourceOptions {
  /** The name that its events are stored under. */
  readonly name: string;
  /**
   * One key, or several while a new one replaces an old one: `whsec_…`, its base64 alone, or `whpk_…`, each also with
   * its version before it, as in `v1,whsec_…`.
   */
  readonly secrets: readonly string[];
  /** The largest difference between a delivery's time and ours, in whole seconds. Default 300, at most a day. */
  readonly toleranceSeconds?: number | undefined;
}

/**
 * A sender that follows the Standard Webhooks specification: `webhook-id`, `webhook-timestamp` and `webhook-signature`
 * (or all three as `svix-…`), with signatures `v1` (HMAC-SHA256) and `v1a` (Ed25519) over `id.timestamp.body`. The
 * event type is the member `type` of a body that is a JSON object. An id with a full stop is rejected, since the same
 * bytes would be signed with another id too; the specification warns of that.
 *
 * @throws {InvalidInputError} for an invalid name, secret or tolerance; never with a secret in it.
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function standardWebhooksSource(options: StandardWebhooksSourceOptions): WebhookSource {
  const { name, secrets, toleranceSeconds = defaultTolerance } = requireObject("options", options);
  const keys = requireList("secrets", secrets).map(parseWebhookKey);
  if (keys.length === 0) throw new InvalidInputError("secrets", "has no secret; give at least one");
  const most = 24 * 3600;
  if (!(Number.isInteger(toleranceSeconds) && toleranceSeconds >= 1 && toleranceSeconds <= most)) {
    throw new InvalidInputError(
      "toleranceSeconds",
      `is ${shown(toleranceSeconds)}; give whole seconds from 1 to ${most}`,
    );
  }
  return {
    name: requireText("name", name),
    refuseByHeaders: ({ headers }) => {
      const stamp = readStamp(headers);
      return "verified" in stamp ? stamp : undefined;
    },
    verify: (request) => verify(request, keys, toleranceSeconds),
    signAgain: (delivery) => signAgain(delivery, keys),
  };
}

/** The id, time and signatures of the headers. */
interface Stamp {
  readonly id: string;
  readonly timestamp: string;
  readonly signatures: readonly WebhookSignature[];
}

function readStamp(headers: WebhookRequest["headers"]): Stamp | RejectedWebhook {
  const prefix = headerPrefix(headers);
  const id = headers.get(`${prefix}-id`);
  const timestamp = headers.get(`${prefix}-timestamp`);
  const signature = headers.get(`${prefix}-signature`);
  const reject = (rejection: WebhookRejection): RejectedWebhook => refuse(rejection, id);
  if (!id) return reject("missing_id");
  if (!timestamp) return reject("missing_timestamp");
  if (!signature) return reject("missing_signature");
  if (!unambiguousId.test(id)) return reject("malformed_id");
  if (!/^\d{1,12}$/.test(timestamp)) return reject("malformed_timestamp");
  const signatures = parseSignatures(signature);
  return signatures.length === 0 ? reject("malformed_signature") : { id, timestamp, signatures };
}

/** Svix's own header names if the specification's are missing; never a mixture. */
function headerPrefix(headers: WebhookRequest["headers"]): "webhook" | "svix" {
  const has = (prefix: string): boolean =>
    ["id", "timestamp", "signature"].some((part) => headers.get(`${prefix}-${part}`));
  return has("svix") && !has("webhook") ? "svix" : "webhook";
}

function refuse(rejection: WebhookRejection, deliveryId: string | undefined): RejectedWebhook {
  return { verified: false, rejection, deliveryId };
}

function verify(
  { headers, body, now }: WebhookRequest,
  keys: readonly WebhookKey[],
  tolerance: number,
): VerifiedWebhook | RejectedWebhook {
  const stamp = readStamp(headers);
  if ("verified" in stamp) return stamp;
  const { id, timestamp, signatures } = stamp;
  if (!isSigned(keys, signedContent(id, timestamp, body), signatures)) {
    return refuse("invalid_signature", id);
  }
  const age = Math.floor(now.getTime() / 1000) - Number(timestamp);
  if (age > tolerance) return refuse("stale_timestamp", id);
  if (age < -tolerance) return refuse("future_timestamp", id);
  return { verified: true, eventType: typeOf(body), deliveryId: id };
}

/** Nothing if the id and the time were not kept, and if no key is a secret. */
function signAgain(
  { headers, body }: Pick<WebhookRequest, "headers" | "body">,
  keys: readonly WebhookKey[],
): Record<string, string> {
  const prefix = headerPrefix(headers);
  const [id, timestamp] = [headers.get(`${prefix}-id`), headers.get(`${prefix}-timestamp`)];
  if (id === undefined || timestamp === undefined) return {};
  const content = signedContent(id, timestamp, body);
  const signatures = keys.flatMap(({ version, sign }) =>
    sign ? [`${version},${Buffer.from(sign(content)).toString("base64")}`] : [],
  );
  return signatures.length === 0 ? {} : { [`${prefix}-signature`]: signatures.join(" ") };
}

/** The specification recommends JSON with a `type`, but requires neither. */
function typeOf(body: Uint8Array): string | null {
  try {
    const content: unknown = JSON.parse(
      new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body),
    );
    const { type } = (content ?? {}) as { readonly type?: unknown };
    return typeof type === "string" && isKeepable(type) ? type : null;
  } catch {
    return null;
  }
}

/** A type that cannot be stored is dropped, so that no genuine delivery is refused because of it. */
function isKeepable(text: string): boolean {
  return (
    text !== "" && text.length <= textLimits.short && !text.includes("\0") && text.isWellFormed()
  );
}
