import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "@handsfree/repositories";
import { createKey, createService, createUser } from "@handsfree/repositories/identity";
import { createSignInLink, signInByLink } from "@handsfree/repositories/sessions";
import { type AccessScope, accessScopeNames, type Database } from "@handsfree/schema";
import { keepSecrets, type ServerProcess } from "@handsfree/testkit";
import type { Kysely } from "kysely";

/** The scopes that reach the records of others, and the server. */
const notOwn = new Set<AccessScope>(["admin", "audit:read", "metrics:read"]);
/** All scopes of a person that do not reach the records of others. */
const ownScopes: readonly AccessScope[] = accessScopeNames.filter((scope) => !notOwn.has(scope));

/** Makes a person, unless there is one with this id, and a key for them. It leaves no trace in the audit trail. */
export async function keyOfUser(
  db: Kysely<Database>,
  id: string,
  scopes: readonly AccessScope[] = ownScopes,
): Promise<string> {
  const role = scopes.includes("admin") ? "admin" : "approver";
  await createUser(db, { id, role });
  return untraced(db, await createKey(db, { userId: id, name: "test", scopes }));
}

/** Makes a service, and a key for it. It leaves no trace in the audit trail. */
export async function keyOfService(
  db: Kysely<Database>,
  { name = "agent", scopes, actsFor = [] }: ServiceKey,
): Promise<string> {
  const created = await createService(db, { name, kind: "agent" });
  if (created.outcome !== "created") throw new Error(created.outcome);
  const key = { serviceId: created.service.id, name: "test", scopes, actsFor };
  return untraced(db, await createKey(db, key));
}

interface ServiceKey {
  readonly name?: string;
  readonly scopes: readonly AccessScope[];
  readonly actsFor?: readonly string[];
}

async function untraced(
  db: Kysely<Database>,
  made: Awaited<ReturnType<typeof createKey>>,
): Promise<string> {
  if (made.outcome !== "created") throw new Error(made.outcome);
  await db
    .deleteFrom("action_logs")
    .where("action_type", "in", ["user.created", "service_account.created", "access_key.created"])
    .execute();
  await keepSecrets([made.text]);
  return made.text;
}

/** The header by which a caller is known. */
export function bearer(key: string): { readonly authorization: string } {
  return { authorization: `Bearer ${key}` };
}

/** The headers of a browser in which a person has signed in, on a server without TLS. */
export async function sessionOf(db: Kysely<Database>, userId: string, context?: Context) {
  const link = await createSignInLink(db, { userId }, context);
  if (link.outcome !== "created") throw new Error(link.outcome);
  const signedIn = await signInByLink(db, { code: link.code }, context);
  if (signedIn.outcome !== "signed_in") throw new Error(signedIn.outcome);
  await keepSecrets([signedIn.text, signedIn.csrfToken, link.code]);
  return {
    cookie: `handsfree=${signedIn.text}`,
    "x-csrf-token": signedIn.csrfToken,
  };
}

/** The key that the first start of a server process kept in the folder. */
export async function adminKey(folder: string): Promise<string> {
  const file = (await readdir(folder)).find((name) => name.endsWith(".admin-key"));
  return (await readFile(join(folder, file ?? "no key file"), "utf8")).trim();
}

/** The key that the first start of a server process has shown. */
export function shownKey({ output }: Pick<ServerProcess, "output">): string | undefined {
  return /hf_user_\w+/.exec(output())?.[0];
}
