import { createHmac } from "node:crypto";
import { checkedText, isWellFormed } from "../identity/checked-text.ts";
import { requireString } from "../validate.ts";

/** The kinds of secrets of a sign-in. The text of a secret begins with `hf_`, the kind and `_`. */
export type SecretKind = "session" | "csrf" | "link" | "openid";

/** Makes a secret of 32 random bytes. */
export function secretText(kind: SecretKind, random?: Uint8Array): string {
  return checkedText(`hf_${kind}_`, random);
}

/**
 * Whether a text can be a secret of this kind, so that it is worth a look-up.
 *
 * @throws {InvalidInputError} naming the field, if it is not a text.
 */
export function isSecretText(kind: SecretKind, field: string, text: string): boolean {
  return isWellFormed(`hf_${kind}_`, requireString(field, text));
}

/**
 * Derives a further secret from one, so that it need not be stored: only the holder of the first knows it, and it tells
 * nothing about the first.
 */
export function derivedBytes(secret: string, purpose: string): Buffer {
  return createHmac("sha256", secret).update(purpose).digest();
}

/**
 * The token that a page sends with each change, beside the session's cookie. It is bound to the session: a page of
 * another origin can neither read it nor set a cookie that goes with one of its own.
 */
export function csrfTokenOf(sessionText: string): string {
  return secretText("csrf", derivedBytes(sessionText, "csrf"));
}
