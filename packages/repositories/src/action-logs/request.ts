import { digestStoredJson } from "../canonical-json.ts";
import type { Context } from "../context.ts";
import { defaultRedactor } from "../redaction/redact.ts";
import { encodeRedacted } from "../redaction/redact-json.ts";
import { requirePerson } from "../person.ts";
import { optionalName, requireName } from "../redaction/keep-text.ts";
import { optionalText, requireUuid } from "../validate.ts";
import { ownedKey } from "../composed-key.ts";
import { requireOwnType } from "./system-types.ts";

/** What somebody asks to be done, or says was done. */
export interface ActionRequest {
  readonly userId: string;
  /** For example `merge_pr`. What HandsFree writes itself (`systemActionTypes`) is refused. */
  readonly actionType: string;
  /** What it is done to, for example `owner/name#12`. Secrets in it are redacted. */
  readonly target?: string | null | undefined;
  /** Any JSON value; left out or null for none. Secrets in it are redacted before it is stored. */
  readonly request?: unknown;
  /** The caller's name for this one attempt, of up to 1000 characters; what a retry repeats. */
  readonly idempotencyKey?: string | null | undefined;
}

/** A request that was checked, as it is kept. */
export interface KeptRequest {
  readonly userId: string;
  readonly actionType: string;
  readonly target: string | null;
  readonly request: string | null;
  readonly idempotencyKey: string | null;
  readonly ownedKey: string | null;
  /** Of the request as it was given; null where there is no key. */
  readonly digest: string | null;
}

/** A request with an idempotency key. */
export interface KeyedRequest extends KeptRequest {
  readonly idempotencyKey: string;
  readonly ownedKey: string;
  readonly digest: string;
}

/**
 * Checks a request, digests it as it was given, and redacts it as it is kept. The digest is SHA-256 over
 * the canonical JSON of the target and the request: what is asked for. User, type and key are in the key
 * itself, and the result is what came of it, which a retry does not know.
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

/** @throws {InvalidInputError} for what no caller may put on record: HandsFree's own types, and what nobody does. */
export function requireCallers({ userId, actionType }: ActionRequest): void {
  requirePerson("userId", userId);
  requireOwnType(actionType);
}
