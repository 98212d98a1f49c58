import { createHash, randomBytes } from "node:crypto";

/** 32 random bytes, base64url: what whoever may decide an action, or holds a lease, has. Stored nowhere. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What is stored of a token. No salt: 256 random bits cannot be guessed from their hash. */
export function hashToken(token: string): string {
  return sha256(token);
}

/** In lower-case hexadecimal. A text is hashed as UTF-8. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}
