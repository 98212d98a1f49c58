import { insertRow } from "@handsfree/query";
import type { Database, SessionRow, SignInMethod } from "@handsfree/schema";
import type { Transaction } from "kysely";
import type { Context } from "../context.ts";
import { keepText } from "../redaction/keep-text.ts";
import { hashToken } from "../token.ts";
import { sessionLimits } from "./limits.ts";
import { csrfTokenOf, secretText } from "./secret-texts.ts";
import { type Session, toSession } from "./session.ts";
import { recordSignIn } from "./sign-in-log.ts";
import { openSessions, setEnded } from "./end-rows.ts";

/** The browser in which a person signs in. */
export interface Browser {
  /** What it says that it is (`User-Agent`). Up to 200 characters are kept. */
  readonly userAgent?: string | undefined;
}

/** A session that has begun. Its text and its CSRF token are returned here, and stored nowhere. */
export interface StartedSession {
  readonly session: Session;
  /** The text of the session, for its cookie. */
  readonly text: string;
  /** The token that the browser's page sends with each change. */
  readonly csrfToken: string;
}

/** The kept part of what a browser says that it is. */
export function keepUserAgent({ userAgent }: Browser, context: Context): string | null {
  if (userAgent === undefined || userAgent === "") return null;
  return keepText("userAgent", userAgent, sessionLimits.userAgent, context);
}

/** Begins a session of a user whose row is held, and records that. Their oldest one ends if they have too many. */
export async function startSession(
  transaction: Transaction<Database>,
  {
    userId,
    signedInBy,
    userAgent,
  }: {
    readonly userId: string;
    readonly signedInBy: SignInMethod;
    readonly userAgent: string | null;
  },
  context: Context,
): Promise<StartedSession> {
  await makeRoom(transaction, userId, context);
  const now = context.now();
  const text = secretText("session");
  const row: SessionRow = {
    id: context.newId(),
    session_sha256: hashToken(text),
    user_id: userId,
    signed_in_by: signedInBy,
    user_agent: userAgent,
    created_at: now,
    last_used_at: now,
    expires_at: new Date(now.getTime() + sessionLimits.life * 1000),
    ended_at: null,
  };
  await insertRow(transaction, "sessions", row);
  const details = { signed_in_by: signedInBy };
  const change = { actionType: "session.started", userId, target: row.id, details } as const;
  await transaction.executeQuery(recordSignIn(transaction, change, context).compile());
  return { session: toSession(row, now), text, csrfToken: csrfTokenOf(text) };
}

async function makeRoom(
  transaction: Transaction<Database>,
  userId: string,
  context: Context,
): Promise<void> {
  const open = await openSessions(transaction, userId, context.now());
  const surplus = open.slice(sessionLimits.ofUser - 1);
  await setEnded(transaction, surplus, { reason: "too_many", by: null }, context);
}
