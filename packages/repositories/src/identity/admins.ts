import { engineOf } from "@handsfree/query";
import type { Database, UserRow } from "@handsfree/schema";
import type { Transaction } from "kysely";

/**
 * Reads a user to change them. On PostgreSQL the row is locked, so that no other transaction changes it meanwhile; on
 * DuckDB there is one writer.
 */
export function holdUser(
  transaction: Transaction<Database>,
  userId: string,
): Promise<UserRow | undefined> {
  return transaction
    .selectFrom("users")
    .selectAll()
    .where("id", "=", userId)
    .$if(engineOf(transaction) === "postgres", (query) => query.forUpdate())
    .executeTakeFirst();
}

/**
 * Whether an enabled admin other than this user exists. The enabled admins are locked, in one order, until the
 * transaction ends: of two callers who each take away one of the last two, the second sees the first one's change.
 * Call it before `holdUser`, so that no two transactions wait for each other.
 */
export async function holdOtherAdmins(
  transaction: Transaction<Database>,
  userId: string,
): Promise<boolean> {
  const admins = await transaction
    .selectFrom("users")
    .select("id")
    .where("role", "=", "admin")
    .where("disabled_at", "is", null)
    .orderBy("id")
    .$if(engineOf(transaction) === "postgres", (query) => query.forUpdate())
    .execute();
  return admins.some(({ id }) => id !== userId);
}

/** Whether a user is an admin who can act as one. */
export function isEnabledAdmin({ role, disabled_at }: UserRow): boolean {
  return role === "admin" && disabled_at === null;
}
