import type { AccessKeyRow, AccessScope } from "@handsfree/schema";
import type { Context } from "../context.ts";
import { hashToken } from "../token.ts";
import { keyText, lastCharacters } from "./key-text.ts";
import type { PrincipalColumns } from "./principal.ts";

/** The rights of a key, and when it ends. */
export interface KeyGrant extends PrincipalColumns {
  readonly name: string;
  readonly scopes: readonly AccessScope[];
  readonly actsFor: readonly string[];
  readonly expiresAt: Date | null;
}

/** Makes a key, and its row, which holds only the hash of the text. */
export function newKey(
  { user_id, service_id, name, scopes, actsFor, expiresAt }: KeyGrant,
  by: string | null,
  context: Context,
): { readonly row: AccessKeyRow; readonly text: string } {
  const text = keyText(user_id === null ? "service" : "user");
  const row: AccessKeyRow = {
    id: context.newId(),
    key_sha256: hashToken(text),
    name,
    last_characters: lastCharacters(text),
    user_id,
    service_id,
    scopes: JSON.stringify(scopes),
    acts_for: actsFor.length === 0 ? null : JSON.stringify(actsFor),
    created_at: context.now(),
    created_by: by,
    expires_at: expiresAt,
    last_used_at: null,
    revoked_at: null,
    revoked_by: null,
    rotated_to: null,
  };
  return { row, text };
}
