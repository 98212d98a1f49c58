import {
  changeUser,
  createUser,
  disableUser,
  enableUser,
  listUsers,
  type User,
} from "@handsfree/repositories/identity";
import type { Database, UserRole } from "@handsfree/schema";
import { renderUser } from "@handsfree/wire/identity";
import type { Kysely } from "kysely";
import { useDatabase } from "../database.ts";
import { NotFoundError } from "../not-found-error.ts";
import type { ActorOptions } from "../options/actor.ts";
import type { GlobalOptions } from "../options/global.ts";
import { type PageOptions, pageRequest } from "../options/page.ts";
import type { UserOptions } from "../options/user.ts";
import { printOutcome } from "../output/outcome.ts";
import { printPage } from "../output/page.ts";
import { userView } from "./view.ts";

interface AccountOptions extends GlobalOptions, ActorOptions {
  readonly email?: string | false;
  readonly displayName?: string | false;
  readonly role?: UserRole;
}

const readWrite = { readOnly: false };

export async function listAccounts(options: GlobalOptions & PageOptions): Promise<void> {
  const request = pageRequest(options);
  await printPage(await useDatabase(options, (db) => listUsers(db, request)), userView, options);
}

export async function createAccount(options: AccountOptions & { id?: string }): Promise<void> {
  const { id, role, by } = options;
  const input = { id, ...textsOf(options), role, by };
  const created = await useDatabase(options, (db) => createUser(db, input), readWrite);
  await printUser(created, options);
}

export async function changeAccount(options: AccountOptions & UserOptions): Promise<void> {
  const { user: userId, role, by } = options;
  const change = { userId, ...textsOf(options), role, by };
  const changed = await useDatabase(options, (db) => changeUser(db, change), readWrite);
  await printUser(changed, options);
}

/** `--no-email` and `--no-display-name` remove a text. */
function textsOf({ email, displayName }: AccountOptions): {
  readonly email: string | null | undefined;
  readonly displayName: string | null | undefined;
} {
  const orNull = (text: string | false | undefined) => (text === false ? null : text);
  return { email: orNull(email), displayName: orNull(displayName) };
}

export function disableAccount(options: SwitchOptions): Promise<void> {
  return switchAccount(disableUser, options);
}

export function enableAccount(options: SwitchOptions): Promise<void> {
  return switchAccount(enableUser, options);
}

type SwitchOptions = GlobalOptions & UserOptions & ActorOptions;

async function switchAccount(
  change: (
    db: Kysely<Database>,
    input: { readonly userId: string; readonly by: string | undefined },
  ) => Promise<UserOutcome>,
  options: SwitchOptions,
): Promise<void> {
  const input = { userId: options.user, by: options.by };
  const switched = await useDatabase(options, (db) => change(db, input), readWrite);
  await printUser(switched, options);
}

interface UserOutcome {
  readonly outcome: string;
  readonly user?: User;
}

const refusals: Readonly<Record<string, string>> = {
  email_taken: "another user has this address",
  id_taken: "another user has this id",
  last_admin: "no other admin would be left who can sign in",
};

async function printUser({ outcome, user }: UserOutcome, options: GlobalOptions): Promise<void> {
  if (outcome === "not_found") throw new NotFoundError("there is no user with this id");
  const why = refusals[outcome];
  const shown = user && `${user.email ?? user.displayName ?? "a user"} (${user.role}, ${user.id})`;
  const text = [shown, why].filter((part) => part !== undefined).join("; ");
  const record = user && renderUser(user);
  await printOutcome({ outcome, name: "user", record, text, isDone: why === undefined }, options);
}
