import { randomUUID } from "node:crypto";
import type { ActionLogRow } from "@handsfree/schema";
import type { Context } from "../context.ts";
import { contentBytes } from "../large-contents.ts";
import { keyExpiry } from "./key-life.ts";
import type { KeptRequest } from "./request.ts";

/** The outcome of a request in its stored form. */
export interface KeptOutcome {
  readonly ok: boolean;
  /** JSON, redacted. */
  readonly result: string | null;
  /** The life of the request's key, in seconds. */
  readonly keyLife: number;
}

/** The row of a request and its outcome. It owns the request's key. */
export function toRow(
  request: KeptRequest,
  { ok, result, keyLife }: KeptOutcome,
  context: Context,
): ActionLogRow {
  const now = context.now();
  return {
    id: context.newId(),
    user_id: request.userId,
    action_type: request.actionType,
    target: request.target,
    request: request.request,
    result,
    ok,
    idempotency_key: request.idempotencyKey,
    owned_key: request.ownedKey,
    key_expires_at: request.ownedKey === null ? null : keyExpiry(now, keyLife),
    request_digest: request.digest,
    content_salt: randomUUID(),
    content_digest: null,
    removal: null,
    content_bytes: contentBytes(request.target, request.request, result),
    created_at: now,
    credential_id: context.credentialId ?? null,
  };
}
