import { InvalidInputError } from "@handsfree/query";
import type { WebhookEventRow } from "@handsfree/schema";
import type { Context } from "../context.ts";
import { escapeSlashes } from "../composed-key.ts";
import { encodeOptionalJson } from "../json.ts";
import { isSecret, keepOptional } from "../redaction/keep-text.ts";
import { defaultRedactor } from "../redaction/redact.ts";
import { textLimits } from "../text-limits.ts";
import { sha256 } from "../token.ts";
import { requireBytesOrText, optionalText, requireText } from "../validate.ts";
import { deliveryKey } from "./delivery-key.ts";
import type { LowerCaseHeaders } from "./headers.ts";
import type { WebhookIntake } from "./intake.ts";
import { keepHeaders } from "./kept-headers.ts";

/** A verified or rejected delivery, with its own copy of the body. */
export interface Delivery {
  readonly source: string;
  readonly eventType?: string | null | undefined;
  readonly deliveryId?: string | null | undefined;
  readonly hookId?: string | null | undefined;
  /** Why the delivery was rejected; null if it is genuine. */
  readonly rejection: string | null;
  readonly headers: LowerCaseHeaders;
  /** Null if the delivery was rejected by its headers, before its body was read. */
  readonly body: Buffer | null;
}

/** An event to insert. Only adopted rows have a `payload`. */
export type NewEventRow = Omit<WebhookEventRow, "payload">;

/**
 * Copies the body, so that the stored bytes are the verified ones even if the caller changes its buffer.
 *
 * @throws {InvalidInputError} if it is neither bytes nor a text, is too large, or is a text that UTF-8 cannot hold.
 */
export function requireBody(
  field: string,
  body: Uint8Array | string,
  { maximumBody }: WebhookIntake,
): Buffer {
  requireBytesOrText(field, body);
  if (typeof body === "string" && !body.isWellFormed()) {
    throw new InvalidInputError(field, "holds half of a surrogate pair; give its bytes");
  }
  const length = typeof body === "string" ? Buffer.byteLength(body) : body.byteLength;
  if (length > maximumBody) {
    throw new InvalidInputError(field, `has ${length} bytes; give at most ${maximumBody}`);
  }
  return Buffer.from(body);
}

/** @throws {InvalidInputError} naming the field; for a forged delivery only if its source's answer is invalid. */
export function toEventRow(
  { body, rejection, headers, ...delivery }: Delivery,
  intake: WebhookIntake,
  context: Context,
): NewEventRow {
  const genuine = rejection === null;
  const source = requireText("source", delivery.source);
  const deliveryId = keptId(
    optionalText("deliveryId", readable(delivery.deliveryId, genuine)),
    context,
  );
  const digest = body && sha256(body);
  const hookId = optionalText("hookId", delivery.hookId);
  const isOwner = genuine && deliveryId !== null && digest !== null;
  const now = context.now();
  return {
    id: context.newId(),
    source,
    event_type: keepOptional("eventType", readable(delivery.eventType, genuine), context),
    delivery_id: deliveryId,
    owned_delivery: isOwner ? deliveryKey({ source, hookId, deliveryId, digest }) : null,
    signature_ok: genuine,
    state: genuine ? "received" : "rejected",
    rejection,
    attempts: 0,
    next_attempt_at: genuine ? now : null,
    lease_sha256: null,
    lease_worker: null,
    lease_expires_at: null,
    last_error: null,
    completed_at: null,
    duplicates: 0,
    last_duplicate_at: null,
    replay_id: null,
    state_before_replay: null,
    headers: encodeOptionalJson(
      "headers",
      keepHeaders(headers, intake.keptHeaders, context.redactor ?? defaultRedactor),
    ),
    body: genuine || (body && body.length <= intake.maximumForgedBody) ? body : null,
    body_bytes: body && body.length,
    body_sha256: digest,
    owned_body:
      genuine && intake.bodyWindowSeconds > 0 ? `${escapeSlashes(source)}/${digest}` : null,
    payload_removed_at: null,
    received_at: now,
  };
}

/**
 * A genuine delivery must be stored, so an id that looks like a secret is replaced by its digest, which is as
 * unique.
 */
function keptId(id: string | null, context: Context): string | null {
  return id !== null && isSecret(id, context) ? `sha256:${sha256(id)}` : id;
}

/** A forger's text is cut, not refused: every attempt must be on record. */
function readable(text: string | null | undefined, genuine: boolean): string | null | undefined {
  if (genuine || typeof text !== "string") return text;
  return text.replaceAll("\0", "").slice(0, textLimits.short).toWellFormed() || null;
}
