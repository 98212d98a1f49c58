import { createHash, randomBytes } from "node:crypto";

/** 32 random bytes, base64url: what whoever may decide an action holds. Given out once, stored nowhere. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What is stored of a token. No salt: 256 random bits cannot be guessed from their hash. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
