import { hash, randomBytes } from "node:crypto";

/** Makes the token of an approver or a lease: 32 random bytes in base64url. It is never stored. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** The stored form of a token. It has no salt: 256 random bits cannot be guessed from their hash. */
export function hashToken(token: string): string {
  return sha256(token);
}

/** SHA-256 in lower-case hexadecimal. A text is hashed as UTF-8. */
export function sha256(data: string | Uint8Array): string {
  return hash("sha256", data, "hex");
}
