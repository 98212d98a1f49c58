import { type Executor, inTransaction } from "@handsfree/query";
import { type Database, type UserRole, userRoles, type UserRow } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { requirePerson } from "../person.ts";
import { keepOptional } from "../redaction/keep-text.ts";
import { ifGiven, requireObject, requireOneOf } from "../validate.ts";
import { type Actor, optionalActor } from "./actor.ts";
import { holdOtherAdmins, holdUser, isEnabledAdmin } from "./admins.ts";
import { recordUserChange } from "./change-log.ts";
import { findIdByEmail, optionalEmail } from "./email.ts";
import { ifNoDuplicate } from "./if-no-duplicate.ts";
import { toUser, type User } from "./user.ts";

/** The new values of a user. What is left out stays, and null removes it. */
export interface UserChange extends Actor {
  readonly userId: string;
  /** Up to 254 characters. It is stored in lower case. */
  readonly email?: string | null | undefined;
  /** Up to 1000 characters. */
  readonly displayName?: string | null | undefined;
  readonly role?: UserRole | undefined;
}

/**
 * The outcome of a change:
 *
 * - `changed`: `user` has the new values.
 * - `unchanged`: the user had them before. Nothing is written.
 * - `email_taken`: another user has this address.
 * - `last_admin`: no other enabled admin would be left. Nothing is written.
 */
export type ChangedUser =
  | { readonly outcome: "changed" | "unchanged" | "last_admin"; readonly user: User }
  | { readonly outcome: "email_taken" | "not_found" };

type Values = Partial<Pick<UserRow, "email" | "display_name" | "role">>;

/**
 * Changes a user, and records in the same transaction which values were changed. The record has the new role, and
 * neither the address nor the name. The last enabled admin keeps the role.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function changeUser(
  db: Executor<Database>,
  change: UserChange,
  context: Context = systemContext,
): Promise<ChangedUser> {
  requireCall(db, context);
  const { userId, email, displayName, role } = requireObject("change", change);
  const id = requirePerson("userId", userId);
  const wanted: Values = {
    ...(email !== undefined && { email: optionalEmail("email", email) }),
    ...(displayName !== undefined && {
      display_name: keepOptional("displayName", displayName, context),
    }),
    ...ifRole(role),
  };
  const by = optionalActor(change);
  const stopped = atOneInstant(context);
  return ifNoDuplicate<ChangedUser>(
    db,
    () => inTransaction(db, (transaction) => changeOne(transaction, { id, wanted, by }, stopped)),
    { outcome: "email_taken" },
  );
}

function ifRole(role: UserRole | undefined): Pick<Values, "role"> {
  const given = ifGiven("role", role, (field, one) => requireOneOf(field, one, userRoles));
  return given === undefined ? {} : { role: given };
}

async function changeOne(
  transaction: Transaction<Database>,
  { id, wanted, by }: { readonly id: string; readonly wanted: Values; readonly by: string | null },
  context: Context,
): Promise<ChangedUser> {
  const mayDemote = wanted.role !== undefined && wanted.role !== "admin";
  const hasOtherAdmin = !mayDemote || (await holdOtherAdmins(transaction, id));
  const row = await holdUser(transaction, id);
  if (row === undefined) return { outcome: "not_found" };
  const set = changesOf(row, wanted);
  const changed = Object.keys(set);
  if (changed.length === 0) return { outcome: "unchanged", user: toUser(row) };
  if (isEnabledAdmin(row) && !hasOtherAdmin) return { outcome: "last_admin", user: toUser(row) };
  if (typeof set.email === "string") {
    const holder = await findIdByEmail(transaction, set.email);
    if (holder !== undefined && holder !== id) return { outcome: "email_taken" };
  }
  await transaction.updateTable("users").set(set).where("id", "=", id).execute();
  const details = { changed, ...(set.role && { role: set.role }) };
  const record = recordUserChange(transaction, id, { event: "changed", by, details }, context);
  await transaction.executeQuery(record.compile());
  return { outcome: "changed", user: toUser({ ...row, ...set }) };
}

/** The values that the row does not have yet. */
function changesOf(row: UserRow, wanted: Values): Values {
  const before: UserRow = { ...row, role: row.role ?? "member" };
  const names = Object.keys(wanted) as (keyof Values)[];
  return Object.fromEntries(
    names.filter((name) => wanted[name] !== before[name]).map((name) => [name, wanted[name]]),
  );
}
