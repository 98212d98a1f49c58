import { type Executor, inTransaction, insertRow, lookUp } from "@handsfree/query";
import type { Database, SignInLinkRow } from "@handsfree/schema";
import { sql, type Transaction } from "kysely";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { type Actor, optionalActor } from "../identity/actor.ts";
import { holdUser } from "../identity/admins.ts";
import { toUser, type User } from "../identity/user.ts";
import { requirePerson } from "../person.ts";
import { retried } from "../retried.ts";
import { hashToken } from "../token.ts";
import { requireObject, requireString } from "../validate.ts";
import { sessionLimits } from "./limits.ts";
import { isSecretText, secretText } from "./secret-texts.ts";
import { recordSignIn } from "./sign-in-log.ts";

/** A link to make. */
export interface NewSignInLink extends Actor {
  /** The user who will sign in by it. */
  readonly userId: string;
}

/**
 * The outcome of `createSignInLink`:
 *
 * - `created`: `code` is the secret of the link. It is returned here, and stored nowhere.
 * - `principal_not_found`, `principal_disabled`: there is no such user, or they cannot use HandsFree.
 * - `too_many_links`: the user has 10 links that are neither used nor expired.
 */
export type CreatedSignInLink =
  | {
      readonly outcome: "created";
      readonly id: string;
      readonly code: string;
      readonly user: User;
      readonly expiresAt: Date;
    }
  | { readonly outcome: "principal_not_found" | "principal_disabled" | "too_many_links" };

/**
 * Makes a link by which a user signs in once within 15 minutes, and records that in the same transaction. The code
 * is enough to sign in as that user, so show it to no other person.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function createSignInLink(
  db: Executor<Database>,
  input: NewSignInLink,
  context: Context = systemContext,
): Promise<CreatedSignInLink> {
  requireCall(db, context);
  const userId = requirePerson("userId", requireObject("input", input).userId);
  const by = optionalActor(input);
  const stopped = atOneInstant(context);
  return retried(db, () =>
    inTransaction(db, async (transaction): Promise<CreatedSignInLink> => {
      const user = await holdUser(transaction, userId);
      if (user === undefined) return { outcome: "principal_not_found" };
      if (user.disabled_at !== null) return { outcome: "principal_disabled" };
      const now = stopped.now();
      if (await hasMostLinks(transaction, userId, now)) return { outcome: "too_many_links" };
      const code = secretText("link");
      const expiresAt = new Date(now.getTime() + sessionLimits.linkLife * 1000);
      const row: SignInLinkRow = {
        id: stopped.newId(),
        link_sha256: hashToken(code),
        user_id: userId,
        created_at: now,
        expires_at: expiresAt,
        used_at: null,
        replayed_at: null,
      };
      await insertRow(transaction, "sign_in_links", row);
      const details = { by, expires_at: expiresAt };
      const change = {
        actionType: "sign_in_link.created",
        userId,
        target: row.id,
        details,
      } as const;
      await transaction.executeQuery(recordSignIn(transaction, change, stopped).compile());
      return { outcome: "created", id: row.id, code, user: toUser(user), expiresAt };
    }),
  );
}

/**
 * The address of a link. A browser sends no fragment, so the code reaches no log of a server or a proxy.
 *
 * @param origin that at which the person's browser reaches the server, such as `https://handsfree.example.org`.
 * @throws {InvalidInputError} if one of the two is not a text.
 */
export function signInUrl(origin: string, code: string): string {
  return `${requireString("origin", origin)}/sign-in#code=${requireString("code", code)}`;
}

async function hasMostLinks(
  transaction: Transaction<Database>,
  userId: string,
  now: Date,
): Promise<boolean> {
  const { links } = await transaction
    .selectFrom("sign_in_links")
    .select((row) => row.fn.countAll<number>().as("links"))
    .where("user_id", "=", userId)
    .where(sql<boolean>`used_at is null and expires_at > ${now}`)
    .executeTakeFirstOrThrow();
  return links >= sessionLimits.linksOfUser;
}

/** The columns of a link. The hash is compared by the engine, and is not read. */
const linkColumns = ["id", "user_id", "expires_at", "used_at", "replayed_at"] as const;

/** A link as it is read. */
export type StoredLink = Pick<SignInLinkRow, (typeof linkColumns)[number]>;

/** Finds a link by its code. */
export function findLink(db: Executor<Database>, code: string): Promise<StoredLink | undefined> {
  const hash = { column: "link_sha256", value: hashToken(code) } as const;
  return lookUp(db, "sign_in_links", linkColumns, hash);
}

/** Who would sign in by a link, or why that is not possible. */
export type SignInLinkPreview =
  | { readonly outcome: "usable"; readonly user: User; readonly expiresAt: Date }
  | { readonly outcome: "malformed" | "unknown" | "used" | "expired" | "principal_disabled" };

/**
 * Tells who would sign in by a link, without using it up: a page can show that before the person agrees.
 *
 * @throws {InvalidInputError} if the code is not a text.
 */
export async function previewSignInLink(
  db: Executor<Database>,
  code: string,
  context: Context = systemContext,
): Promise<SignInLinkPreview> {
  requireCall(db, context);
  if (!isSecretText("link", "code", code)) return { outcome: "malformed" };
  const link = await findLink(db, code);
  if (link === undefined) return { outcome: "unknown" };
  if (link.used_at !== null) return { outcome: "used" };
  if (link.expires_at <= context.now()) return { outcome: "expired" };
  const user = await db
    .selectFrom("users")
    .selectAll()
    .where("id", "=", link.user_id)
    .executeTakeFirst();
  if (user === undefined || user.disabled_at !== null) return { outcome: "principal_disabled" };
  return { outcome: "usable", user: toUser(user), expiresAt: link.expires_at };
}
