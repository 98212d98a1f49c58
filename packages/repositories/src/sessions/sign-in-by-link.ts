import { type Executor, inTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { changedRows } from "../changed-rows.ts";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { holdUser } from "../identity/admins.ts";
import { allInOneCase } from "../one-case.ts";
import { retried } from "../retried.ts";
import { requireObject } from "../validate.ts";
import { isSecretText } from "./secret-texts.ts";
import { findLink, type StoredLink } from "./sign-in-link.ts";
import { recordSignIn } from "./sign-in-log.ts";
import { type Browser, keepUserAgent, startSession, type StartedSession } from "./start-session.ts";

/** A link that a person follows. */
export interface FollowedLink extends Browser {
  /** The code of the link. */
  readonly code: string;
}

/**
 * The outcome of `signInByLink`:
 *
 * - `signed_in`: the session has begun, and the link is used up.
 * - `malformed`, `unknown`: there is no such link.
 * - `used`: a person has signed in by it before. The first such attempt is on record.
 * - `expired`: it is older than 15 minutes.
 * - `principal_disabled`: the user cannot use HandsFree. The link is not used up.
 *
 * Tell a caller no more than that the link does not work. The outcome is for the log.
 */
export type LinkSignIn =
  | ({ readonly outcome: "signed_in" } & StartedSession)
  | { readonly outcome: "malformed" | "unknown" }
  | {
      readonly outcome: "used" | "expired" | "principal_disabled";
      /** The id of the link. */
      readonly linkId: string;
    };

/**
 * Signs a person in by a link, and records that in the same transaction. Of concurrent callers one wins.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function signInByLink(
  db: Executor<Database>,
  input: FollowedLink,
  context: Context = systemContext,
): Promise<LinkSignIn> {
  requireCall(db, context);
  const { code } = requireObject("input", input);
  const userAgent = keepUserAgent(input, context);
  if (!isSecretText("link", "code", code)) return { outcome: "malformed" };
  const stopped = atOneInstant(context);
  return retried(db, () =>
    inTransaction(db, async (transaction): Promise<LinkSignIn> => {
      const link = await findLink(transaction, code);
      if (link === undefined) return { outcome: "unknown" };
      const { id: linkId, user_id: userId } = link;
      const user = await holdUser(transaction, userId);
      if (link.used_at !== null) return recordReplay(transaction, link, stopped);
      if (link.expires_at <= stopped.now()) return { outcome: "expired", linkId };
      if (user === undefined || user.disabled_at !== null) {
        return { outcome: "principal_disabled", linkId };
      }
      if (!(await setOnce(transaction, link, "used_at", stopped))) {
        return recordReplay(transaction, link, stopped);
      }
      const change = {
        actionType: "sign_in_link.used",
        userId,
        target: linkId,
        details: {},
      } as const;
      await transaction.executeQuery(recordSignIn(transaction, change, stopped).compile());
      const browser = { userId, signedInBy: "link", userAgent } as const;
      const started = await startSession(transaction, browser, stopped);
      return { outcome: "signed_in", ...started };
    }),
  );
}

/** Records the first replay alone: a program that repeats it must not fill the audit trail. */
async function recordReplay(
  transaction: Transaction<Database>,
  link: StoredLink,
  context: Context,
): Promise<LinkSignIn> {
  const { id: linkId, user_id: userId } = link;
  if (link.replayed_at === null && (await setOnce(transaction, link, "replayed_at", context))) {
    const change = {
      actionType: "sign_in_link.replayed",
      userId,
      target: linkId,
      details: {},
      ok: false,
    } as const;
    await transaction.executeQuery(recordSignIn(transaction, change, context).compile());
  }
  return { outcome: "used", linkId };
}

/** @returns false if another caller has set the time since the link was read. */
async function setOnce(
  transaction: Transaction<Database>,
  { id, user_id }: StoredLink,
  column: "used_at" | "replayed_at",
  context: Context,
): Promise<boolean> {
  const changed = await changedRows(
    transaction
      .updateTable("sign_in_links")
      .set({ [column]: context.now() })
      .where("id", "=", id)
      .where((row) => allInOneCase([row(column, "is", null), row("user_id", "=", user_id)])),
  );
  return changed === 1;
}
