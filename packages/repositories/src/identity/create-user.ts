import { type Executor, inTransaction, insertRow } from "@handsfree/query";
import { type Database, type UserRole, userRoles, type UserRow } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { requirePerson } from "../person.ts";
import { keepOptional } from "../redaction/keep-text.ts";
import { requireObject, requireOneOf } from "../validate.ts";
import { type Actor, optionalActor } from "./actor.ts";
import { recordUserChange } from "./change-log.ts";
import { ifNoDuplicate } from "./if-no-duplicate.ts";
import { findIdByEmail, optionalEmail } from "./email.ts";
import { toUser, type User } from "./user.ts";

/** A person to add. */
export interface NewUser extends Actor {
  /** The id under which records of the person exist already. Default: a new one. */
  readonly id?: string | undefined;
  /** Up to 254 characters. It is stored in lower case, and no two users have the same. */
  readonly email?: string | null | undefined;
  /** Up to 1000 characters. */
  readonly displayName?: string | null | undefined;
  /** Default `member`. */
  readonly role?: UserRole | undefined;
}

/** The outcome of an addition: the new user, or what another user has already. */
export type CreatedUser =
  | { readonly outcome: "created"; readonly user: User }
  | { readonly outcome: "email_taken" | "id_taken" };

/**
 * Adds a user, and records that in the same transaction. The user has no key yet.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function createUser(
  db: Executor<Database>,
  input: NewUser,
  context: Context = systemContext,
): Promise<CreatedUser> {
  requireCall(db, context);
  const { id, email, displayName, role = "member" } = requireObject("input", input);
  const stopped = atOneInstant(context);
  const row: UserRow = {
    id: id === undefined ? stopped.newId() : requirePerson("id", id),
    email: optionalEmail("email", email),
    display_name: keepOptional("displayName", displayName, context),
    role: requireOneOf("role", role, userRoles),
    disabled_at: null,
    created_at: stopped.now(),
  };
  const change = { event: "created", by: optionalActor(input), details: { role } } as const;
  return ifNoDuplicate<CreatedUser>(
    db,
    () =>
      inTransaction(db, async (transaction) => {
        if (row.email !== null && (await findIdByEmail(transaction, row.email)) !== undefined) {
          return { outcome: "email_taken" };
        }
        // Another user can have taken the address meanwhile. That is the duplicate key.
        if (!(await insertRow(transaction, "users", row, "id"))) return { outcome: "id_taken" };
        const record = recordUserChange(transaction, row.id, change, stopped);
        await transaction.executeQuery(record.compile());
        return { outcome: "created", user: toUser(row) };
      }),
    { outcome: "email_taken" },
  );
}
