import { DatabaseLockedError, InvalidInputError } from "@handsfree/query";
import { findUser, findUserByEmail, listUsers, type User } from "@handsfree/repositories/identity";
import { createSignInLink, signInUrl } from "@handsfree/repositories/sessions";
import type { Database } from "@handsfree/schema";
import { renderUser, type SignInLinkJson } from "@handsfree/wire/identity";
import type { Kysely } from "kysely";
import { useDatabase } from "../database.ts";
import { invocation } from "../invocation.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { GlobalOptions } from "../options/global.ts";
import { plainText } from "../output/plain-text.ts";
import { print, printJson } from "../output/print.ts";
import { findServer } from "../server/find-server.ts";
import { linkFromServer } from "./link-from-server.ts";

export interface SignInOptions extends GlobalOptions {
  /** An address or an id. */
  readonly user?: string;
  readonly server?: string;
}

export async function signIn(options: SignInOptions): Promise<void> {
  const link = await makeLink(options);
  if (options.json) return printJson(link);
  await print(`${link.url}\n`);
  const name = link.user.display_name ?? link.user.email ?? link.user.id;
  const note = `This link signs ${name} in once, until ${link.expires_at}. Show it to no other person.`;
  invocation().stderr.write(`${plainText(note)}\n`);
}

/** Makes a link, or has the server that holds the file make it. */
export async function makeLink(options: SignInOptions): Promise<SignInLinkJson> {
  if (options.server !== undefined) return linkFromServer(options.server, options);
  try {
    return await useDatabase(options, (db) => linkFromDatabase(db, options), { readOnly: false });
  } catch (error) {
    if (!(error instanceof DatabaseLockedError)) throw error;
    return linkFromServer(await findServer(error), options, error);
  }
}

const refusals = {
  principal_not_found: "there is no such user",
  principal_disabled: "the user is disabled",
  too_many_links: "the user has as many open links as they may have; use one, or wait",
} as const;

async function linkFromDatabase(
  db: Kysely<Database>,
  { user }: SignInOptions,
): Promise<SignInLinkJson> {
  const { id: userId } = user === undefined ? await onlyAdmin(db) : await findNamed(db, user);
  const created = await createSignInLink(db, { userId });
  if (created.outcome !== "created") throw new NotFoundError(refusals[created.outcome]);
  const { PUBLIC_URL, PORT = "8080" } = invocation().env;
  const origin = (PUBLIC_URL ?? `http://localhost:${PORT}`).replace(/\/$/, "");
  const { id, code, expiresAt } = created;
  return {
    id,
    url: signInUrl(origin, code),
    user: renderUser(created.user),
    expires_at: expiresAt.toISOString(),
  };
}

async function findNamed(db: Kysely<Database>, user: string): Promise<User> {
  const found = await (user.includes("@") ? findUserByEmail(db, user) : findUser(db, user));
  if (found === undefined) throw new NotFoundError(refusals.principal_not_found);
  return found;
}

async function onlyAdmin(db: Kysely<Database>): Promise<User> {
  const { items } = await listUsers(db, { limit: 1000 });
  const [admin, ...others] = items.filter(
    ({ role, disabledAt }) => role === "admin" && disabledAt === null,
  );
  if (admin !== undefined && others.length === 0) return admin;
  throw new InvalidInputError(
    "userId",
    `is missing; there ${admin === undefined ? "is no admin" : "are several admins"}, so give the user's address or id`,
  );
}
