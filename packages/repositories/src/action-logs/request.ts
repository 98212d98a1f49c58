import { digestStoredJson } from "../canonical-json.ts";
import type { Context } from "../context.ts";
import { defaultRedactor } from "../redaction/redact.ts";
import { encodeRedacted } from "../redaction/redact-json.ts";
import { requirePerson } from "../person.ts";
import { optionalName, requireName } from "../redaction/keep-text.ts";
import { optionalText, requireUuid } from "../validate.ts";
import { ownedKey } from "../composed-key.ts";
import { requireOwnType } from "./system-types.ts";

/** The description of a side effect, before or after it happens. */
export interface ActionRequest {
  readonly userId: string;
  /** For example `merge_pr`. The types that HandsFree writes (`systemActionTypes`) are refused. */
  readonly actionType: string;
  /** The object of the side effect, for example `owner/name#12`. Secrets are redacted. */
  readonly target?: string | null | undefined;
  /** Any JSON value; left out or null for none. Secrets are redacted before it is stored. */
  readonly request?: unknown;
  /** The caller's name for this request, up to 1000 characters. A retry repeats it. */
  readonly idempotencyKey?: string | null | undefined;
}

/** A validated request in its stored form. */
export interface KeptRequest {
  readonly userId: string;
  readonly actionType: string;
  readonly target: string | null;
  readonly request: string | null;
  readonly idempotencyKey: string | null;
  readonly ownedKey: string | null;
  /** The digest of the request before redaction; null without a key. */
  readonly digest: string | null;
}

/** A request with an idempotency key. */
export interface KeyedRequest extends KeptRequest {
  readonly idempotencyKey: string;
  readonly ownedKey: string;
  readonly digest: string;
}

/**
 * Validates and redacts a request. The digest is SHA-256 over the canonical JSON of the target and the request before
 * redaction. User, type and key are part of the owned key, and a retry does not know the result.
 *
 * @throws {InvalidInputError} naming the field.
 */
export function keepRequest(input: ActionRequest, context: Context): KeptRequest {
  const userId = requireUuid("userId", input.userId);
  const actionType = requireName("actionType", input.actionType, context);
  const target = optionalText("target", input.target);
  const idempotencyKey = optionalName("idempotencyKey", input.idempotencyKey, context);
  const { given, kept } = encodeRedacted("request", input.request, context);
  const keyed = idempotencyKey !== null;
  return {
    userId,
    actionType,
    target: target === null ? null : (context.redactor ?? defaultRedactor).text(target),
    request: kept,
    idempotencyKey,
    ownedKey: keyed ? ownedKey(userId, actionType, idempotencyKey) : null,
    digest: keyed
      ? digestStoredJson(`{"request":${given ?? "null"},"target":${JSON.stringify(target)}}`)
      : null,
  };
}

/** @throws {InvalidInputError} for a record that a caller may not make: of a system type, or of the nil or max UUID. */
export function requireCallers({ userId, actionType }: ActionRequest): void {
  requirePerson("userId", userId);
  requireOwnType(actionType);
}
