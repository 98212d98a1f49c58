import { databasePathFromEnvironment, type Executor, inTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { dirname, join } from "node:path";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { requireFunction, requireObject, requireText } from "../validate.ts";
import { createKey } from "./create-key.ts";
import { createUser } from "./create-user.ts";
import type { AccessKey } from "./key.ts";
import type { User } from "./user.ts";

/** No two users have one address, so of two servers that start at once only one makes the admin. */
const email = "admin@localhost";

/** The first admin, and the key that is shown once. */
export interface FirstAdmin {
  readonly user: User;
  readonly key: AccessKey;
  /** The text of the key. */
  readonly text: string;
}

/**
 * Makes an admin with a key, in a database in which no admin can use HandsFree.
 *
 * @param keep puts the text of the key where its owner finds it, before the admin exists. If it fails, there is none.
 * @returns undefined if there is an admin already.
 */
export async function createFirstAdmin(
  db: Executor<Database>,
  keep: (text: string) => Promise<void>,
  context: Context = systemContext,
): Promise<FirstAdmin | undefined> {
  requireCall(db, context);
  requireFunction("keep", keep);
  const stopped = atOneInstant(context);
  if (await hasAdmin(db)) return undefined;
  try {
    return await inTransaction(db, (transaction) => makeAdmin(transaction, keep, stopped));
  } catch (error) {
    // Another server was first.
    if (await hasAdmin(db)) return undefined;
    throw error;
  }
}

async function makeAdmin(
  transaction: Transaction<Database>,
  keep: (text: string) => Promise<void>,
  context: Context,
): Promise<FirstAdmin> {
  const person = { email, displayName: "Admin", role: "admin" } as const;
  const created = await createUser(transaction, person, context);
  if (created.outcome !== "created") throw new TypeError(`the admin: ${created.outcome}`);
  const { user } = created;
  const grant = { userId: user.id, name: "first start", scopes: ["admin"] } as const;
  const made = await createKey(transaction, grant, context);
  if (made.outcome !== "created") throw new TypeError(`the admin's key: ${made.outcome}`);
  await keep(made.text);
  return { user, key: made.key, text: made.text };
}

/** Whether there is an admin who can use HandsFree. */
export async function hasAdmin(db: Executor<Database>): Promise<boolean> {
  requireCall(db);
  const row = await db
    .selectFrom("users")
    .select("id")
    .where("role", "=", "admin")
    .where("disabled_at", "is", null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * The file in which the first start keeps the admin's key, and the command line finds it: the environment's
 * `ADMIN_KEY_FILE`, or the path of the DuckDB file with `.admin-key` behind it, or `data/admin-key` with PostgreSQL.
 *
 * @returns undefined for a database in memory.
 * @throws {InvalidInputError} if a setting is blank.
 */
export function adminKeyFileFromEnvironment(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const { ADMIN_KEY_FILE: file, DATABASE_URL: url } = requireObject("environment", environment);
  if (file !== undefined) return requireText("ADMIN_KEY_FILE", file);
  if (url !== undefined) return join(dirname(databasePathFromEnvironment({})), "admin-key");
  const path = databasePathFromEnvironment(environment);
  return path === ":memory:" ? undefined : `${path}.admin-key`;
}
