import { randomBytes } from "node:crypto";
import { sha256 } from "./sha256.ts";

const leaseMilliseconds = 60_000;

/** A new lease. Only the hash of its token is stored. */
export interface NewLease {
  readonly token: string;
  readonly tokenSha256: string;
  readonly startedAt: Date;
  readonly expiresAt: Date;
}

export function newLease(): NewLease {
  const token = randomBytes(32).toString("base64url");
  const startedAt = new Date();
  const expiresAt = new Date(startedAt.getTime() + leaseMilliseconds);
  return { token, tokenSha256: sha256(token), startedAt, expiresAt };
}
