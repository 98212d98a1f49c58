import { timingSafeEqual } from "node:crypto";
import { type Executor, lookUp } from "@handsfree/query";
import {
  type AccessScope,
  accessScopeNames,
  type Database,
  type UserRole,
} from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../context.ts";
import { toUser, type User } from "../identity/user.ts";
import { nilUser } from "../person.ts";
import { hashToken, sha256 } from "../token.ts";
import { ifGiven, requireBoolean, requireObject, requireString } from "../validate.ts";
import { csrfTokenOf, isSecretText } from "./secret-texts.ts";
import { type Session, sessionColumns, toSession } from "./session.ts";

/** The credentials that a browser sends. */
export interface GivenSession {
  /** The text of the session, from its cookie. */
  readonly text: string;
  /** Whether the request changes something. Then it needs the CSRF token. */
  readonly isChange: boolean;
  /** The CSRF token of the session, which a page of another origin cannot know. */
  readonly csrfToken?: string | undefined;
}

/**
 * Who the person of a session is, or why that is not known:
 *
 * - `malformed`: the text is no session's.
 * - `unknown`: there is no such session.
 * - `expired`, `ended`: the session is over.
 * - `principal_disabled`: the user cannot use HandsFree.
 * - `csrf_token_missing`, `csrf_token_wrong`: the request would change something, and does not come from a page that
 *   knows the session's token.
 *
 * Tell a caller no more than that they are not known. The outcome is for the log.
 */
export type SessionAuthentication =
  | {
      readonly outcome: "authenticated";
      readonly principal: { readonly kind: "user"; readonly user: User };
      readonly session: Session;
      /** The scopes that the user's role gives now. */
      readonly scopes: readonly AccessScope[];
      /** Those of them that every person has. The others are an admin's. */
      readonly ownScopes: readonly AccessScope[];
      /** Empty: a user acts for themselves alone. */
      readonly actsFor: readonly string[];
      readonly csrfToken: string;
    }
  | { readonly outcome: "malformed" | "unknown" }
  | {
      readonly outcome:
        | "expired"
        | "ended"
        | "principal_disabled"
        | "csrf_token_missing"
        | "csrf_token_wrong";
      readonly sessionId: string;
    };

/** The scopes of a session. An admin has all scopes. */
const scopesOfPeople: readonly AccessScope[] = [
  "actions:propose",
  "actions:decide",
  "commands:write",
  "commands:read",
];
const scopesOf: Readonly<Record<UserRole, readonly AccessScope[]>> = {
  member: scopesOfPeople,
  approver: scopesOfPeople,
  admin: accessScopeNames,
};

/**
 * Finds out who a person is by the text of a session. As in `authenticate`, each call reads the database, so that an end
 * holds at once on every server, and the time does not tell whether there is such a session.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function authenticateSession(
  db: Executor<Database>,
  given: GivenSession,
  context: Context = systemContext,
): Promise<SessionAuthentication> {
  requireCall(db, context);
  const { text, isChange, csrfToken } = requireObject("given", given);
  requireBoolean("isChange", isChange);
  ifGiven("csrfToken", csrfToken, requireString);
  if (!isSecretText("session", "text", text)) return { outcome: "malformed" };
  const hash = { column: "session_sha256", value: hashToken(text) } as const;
  const row = await lookUp(db, "sessions", sessionColumns, hash);
  // Looked up in any case, since an early answer would tell that there is no such session.
  const user = await db
    .selectFrom("users")
    .selectAll()
    .where("id", "=", row?.user_id ?? nilUser)
    .executeTakeFirst();
  if (row === undefined) return { outcome: "unknown" };
  const session = toSession(row, context.now());
  const { id: sessionId } = session;
  if (session.state !== "valid") return { outcome: session.state, sessionId };
  if (user === undefined || user.disabled_at !== null) {
    return { outcome: "principal_disabled", sessionId };
  }
  const rightToken = csrfTokenOf(text);
  if (isChange && csrfToken === undefined) return { outcome: "csrf_token_missing", sessionId };
  if (isChange && !isSame(csrfToken ?? "", rightToken)) {
    return { outcome: "csrf_token_wrong", sessionId };
  }
  const known = toUser(user);
  const scopes = scopesOf[known.role];
  const principal = { kind: "user", user: known } as const;
  return {
    outcome: "authenticated",
    principal,
    session,
    scopes,
    ownScopes: scopesOfPeople,
    actsFor: [],
    csrfToken: rightToken,
  };
}

/** Compares in constant time. Hashes have one length. */
function isSame(given: string, right: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(right)));
}
