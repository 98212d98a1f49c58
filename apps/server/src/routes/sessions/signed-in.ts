import type { User } from "@handsfree/repositories/identity";
import type { StartedSession } from "@handsfree/repositories/sessions";
import { authenticateSession } from "@handsfree/repositories/sessions";
import { type CallerJson, renderCaller } from "@handsfree/wire/identity";
import type { FastifyReply } from "fastify";
import { setSession } from "../../sign-in/cookies.ts";
import { localSignIn } from "../../sign-in/settings.ts";
import type { Services } from "../../services.ts";

/** Answers a sign-in with the cookie of the new session and the person who has signed in. */
export async function answerSignedIn(
  reply: FastifyReply,
  { session, text, csrfToken }: StartedSession,
  { db, context, signIn = localSignIn }: Services,
): Promise<CallerJson> {
  const caller = await authenticateSession(db, { text, isChange: false }, context);
  // Only if the user was disabled in the same moment.
  if (caller.outcome !== "authenticated") throw new TypeError(`a new session: ${caller.outcome}`);
  setSession(reply, text, signIn);
  // The same person and session again.
  void reply.headers({ "cache-control": "no-store", location: "/v1/me" }).code(201);
  return renderCaller({ ...caller, signedIn: { session, csrfToken } });
}

/** The name of a person on a page: the display name, or else the address or the id. */
export function nameOf({ displayName, email, id }: User): string {
  return displayName ?? email ?? id;
}
