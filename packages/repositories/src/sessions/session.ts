import type { SessionRow, SignInMethod } from "@handsfree/schema";
import { sessionLimits } from "./limits.ts";

/** A signed-in browser of a person, without its text, which nothing holds. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly signedInBy: SignInMethod;
  /** What the browser said that it is, up to 200 characters, redacted; null if it said nothing. */
  readonly userAgent: string | null;
  readonly state: "valid" | "expired" | "ended";
  readonly createdAt: Date;
  /** To the minute. */
  readonly lastUsedAt: Date;
  /** The first instant at which it is not valid: 30 days after it began, or 7 days after its last use. */
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
}

/** The columns of a session. The hash is compared by the engine, and is not read. */
export const sessionColumns = [
  "id",
  "user_id",
  "signed_in_by",
  "user_agent",
  "created_at",
  "last_used_at",
  "expires_at",
  "ended_at",
] as const;

export function toSession(
  row: Pick<SessionRow, (typeof sessionColumns)[number]>,
  now: Date,
): Session {
  const idleEnd = new Date(row.last_used_at.getTime() + sessionLimits.idle * 1000);
  const expiresAt = idleEnd < row.expires_at ? idleEnd : row.expires_at;
  const state = expiresAt <= now ? "expired" : "valid";
  return {
    id: row.id,
    userId: row.user_id,
    signedInBy: row.signed_in_by,
    userAgent: row.user_agent,
    state: row.ended_at === null ? state : "ended",
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt,
    endedAt: row.ended_at,
  };
}
