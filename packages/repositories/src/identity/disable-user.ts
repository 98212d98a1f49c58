import { type Executor, inTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Compilable, Transaction } from "kysely";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { requirePerson } from "../person.ts";
import { retried } from "../retried.ts";
import { openSessions, setEnded } from "../sessions/end-rows.ts";
import { requireObject } from "../validate.ts";
import { type Actor, optionalActor } from "./actor.ts";
import { holdOtherAdmins, holdUser, isEnabledAdmin } from "./admins.ts";
import { recordUserChange } from "./change-log.ts";
import { toUser, type User } from "./user.ts";

/** A user to disable or enable. */
export interface UserSwitch extends Actor {
  readonly userId: string;
}

/**
 * The outcome of `disableUser`:
 *
 * - `disabled`: this call did it.
 * - `already_disabled`: nothing is written.
 * - `last_admin`: no other enabled admin would be left. Nothing is written.
 */
export type DisabledUser =
  | { readonly outcome: "disabled" | "already_disabled" | "last_admin"; readonly user: User }
  | { readonly outcome: "not_found" };

/** The outcome of `enableUser`: whether this call did it. */
export type EnabledUser =
  | { readonly outcome: "enabled" | "already_enabled"; readonly user: User }
  | { readonly outcome: "not_found" };

/**
 * Disables a user, and records that in the same transaction. From then on none of their keys is authenticated. The
 * keys stay, and work again once the user is enabled. Their sessions end for good.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function disableUser(
  db: Executor<Database>,
  input: UserSwitch,
  context: Context = systemContext,
): Promise<DisabledUser> {
  requireCall(db, context);
  const id = requirePerson("userId", requireObject("input", input).userId);
  const by = optionalActor(input);
  const stopped = atOneInstant(context);
  return inOneTransaction(db, async (transaction): Promise<DisabledUser> => {
    const hasOtherAdmin = await holdOtherAdmins(transaction, id);
    const row = await holdUser(transaction, id);
    if (row === undefined) return { outcome: "not_found" };
    if (row.disabled_at !== null) return { outcome: "already_disabled", user: toUser(row) };
    if (isEnabledAdmin(row) && !hasOtherAdmin) return { outcome: "last_admin", user: toUser(row) };
    const set = { disabled_at: stopped.now() };
    const record = recordUserChange(transaction, id, { event: "disabled", by }, stopped);
    await write(transaction, id, set, record);
    const sessions = await openSessions(transaction, id, stopped.now());
    await setEnded(transaction, sessions, { reason: "disabled", by }, stopped);
    return { outcome: "disabled", user: toUser({ ...row, ...set }) };
  });
}

/**
 * Enables a disabled user, and records that in the same transaction.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function enableUser(
  db: Executor<Database>,
  input: UserSwitch,
  context: Context = systemContext,
): Promise<EnabledUser> {
  requireCall(db, context);
  const id = requirePerson("userId", requireObject("input", input).userId);
  const by = optionalActor(input);
  const stopped = atOneInstant(context);
  return inOneTransaction(db, async (transaction): Promise<EnabledUser> => {
    const row = await holdUser(transaction, id);
    if (row === undefined) return { outcome: "not_found" };
    if (row.disabled_at === null) return { outcome: "already_enabled", user: toUser(row) };
    const set = { disabled_at: null };
    const record = recordUserChange(transaction, id, { event: "enabled", by }, stopped);
    await write(transaction, id, set, record);
    return { outcome: "enabled", user: toUser({ ...row, ...set }) };
  });
}

function inOneTransaction<Outcome>(
  db: Executor<Database>,
  work: (transaction: Transaction<Database>) => Promise<Outcome>,
): Promise<Outcome> {
  return retried(db, () => inTransaction(db, work));
}

async function write(
  transaction: Transaction<Database>,
  id: string,
  set: { readonly disabled_at: Date | null },
  record: Compilable,
): Promise<void> {
  await transaction.updateTable("users").set(set).where("id", "=", id).execute();
  await transaction.executeQuery(record.compile());
}
