import { type Executor, inTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { type Actor, optionalActor } from "../identity/actor.ts";
import { holdUser } from "../identity/admins.ts";
import { requirePerson } from "../person.ts";
import { retried } from "../retried.ts";
import { requireObject, requireUuid } from "../validate.ts";
import { openSessions, setEnded } from "./end-rows.ts";
import { findSession } from "./find-sessions.ts";
import type { Session } from "./session.ts";

/** A session to end. */
export interface SessionToEnd extends Actor {
  /** The id of the session. */
  readonly id: string;
}

/** The outcome of `endSession`: whether this call did it, or why not. */
export type EndedSession =
  | { readonly outcome: "ended" | "already_ended" | "expired"; readonly session: Session }
  | { readonly outcome: "not_found" };

/**
 * Ends a session for good, and records that in the same transaction. From then on it is not authenticated, on any
 * server.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function endSession(
  db: Executor<Database>,
  input: SessionToEnd,
  context: Context = systemContext,
): Promise<EndedSession> {
  requireCall(db, context);
  const id = requireUuid("id", requireObject("input", input).id);
  const by = optionalActor(input);
  const stopped = atOneInstant(context);
  return retried(db, () =>
    inTransaction(db, async (transaction): Promise<EndedSession> => {
      const session = await findSession(transaction, id, stopped);
      if (session === undefined) return { outcome: "not_found" };
      if (session.state === "expired") return { outcome: "expired", session };
      const end = { reason: "signed_out", by } as const;
      const ended = await setEnded(transaction, [session], end, stopped);
      const now = (await findSession(transaction, id, stopped)) ?? session;
      return { outcome: ended === 1 ? "ended" : "already_ended", session: now };
    }),
  );
}

/** The person whose sessions end. */
export interface SessionsToEnd extends Actor {
  readonly userId: string;
}

/**
 * Ends all sessions of a user, and records the end of each in the same transaction.
 *
 * @returns how many this call ended. It is 0 for a user who does not exist.
 * @throws {InvalidInputError} naming the field.
 */
export async function endSessionsOf(
  db: Executor<Database>,
  input: SessionsToEnd,
  context: Context = systemContext,
): Promise<number> {
  requireCall(db, context);
  const userId = requirePerson("userId", requireObject("input", input).userId);
  const by = optionalActor(input);
  const stopped = atOneInstant(context);
  return retried(db, () =>
    inTransaction(db, async (transaction) => {
      // Held, so that no session begins meanwhile.
      await holdUser(transaction, userId);
      const open = await openSessions(transaction, userId, stopped.now());
      return setEnded(transaction, open, { reason: "all_ended", by }, stopped);
    }),
  );
}
