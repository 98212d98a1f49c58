import { engineOf } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type RawBuilder, sql, type Transaction } from "kysely";
import { changedRows } from "../changed-rows.ts";
import { nilUser } from "../person.ts";
import { eraseAll, erasedAtOnce, type Erasure } from "./batches.ts";
import type { PartialCounts } from "./counts.ts";
import { eraseRows, type SignInTable } from "./erase-rows.ts";
import { holdsAny } from "./search-text.ts";
import type { Subject } from "./subject.ts";

const signInTables: readonly SignInTable[] = [
  "sessions",
  "sign_in_links",
  "sign_in_challenges",
  "passkeys",
  "openid_identities",
];

/**
 * Locks a person out before anything else is erased: disables them, so that no further key is made and no session
 * begins, and deletes their keys, their sessions and what they sign in by.
 */
export async function eraseAccess(erasure: Erasure, subject: Subject): Promise<void> {
  await erasure.db
    .updateTable("users")
    .set({ disabled_at: erasure.context.now() })
    .where("id", "=", subject.userId)
    .execute();
  await eraseRows(erasure, "access_keys", subject);
  for (const table of signInTables) await eraseRows(erasure, table, subject);
}

/** Removes a person from the keys of others, which then act for one user less, and from services. */
export async function eraseFromOthersAccess(erasure: Erasure, { userId }: Subject): Promise<void> {
  await eraseAll(erasure, (transaction) => clearKeys(transaction, userId));
  await eraseAll(erasure, async (transaction) => {
    const services = transaction.updateTable("services").set({ created_by: nilUser });
    const cleared = await changedRows(services.where("created_by", "=", userId));
    return { services: { cleared } };
  });
}

/** The condition that a key of another principal was made or revoked by the person, or acts for them. */
export function hasAHandInKey(userId: string): RawBuilder<boolean> {
  return sql<boolean>`(coalesce(user_id <> ${userId}, true) and (coalesce(created_by = ${userId}, false)
    or coalesce(revoked_by = ${userId}, false) or ${holdsAny("acts_for", [userId])}))`;
}

async function clearKeys(
  transaction: Transaction<Database>,
  userId: string,
): Promise<PartialCounts> {
  // Locked: if two people are erased at once, the second transaction must see the first one's change.
  const rows = await transaction
    .selectFrom("access_keys")
    .select(["id", "created_by", "revoked_by", "acts_for"])
    .where(hasAHandInKey(userId))
    .orderBy("id")
    .limit(erasedAtOnce)
    .$if(engineOf(transaction) === "postgres", (query) => query.forUpdate())
    .execute();
  for (const { id, created_by, revoked_by, acts_for } of rows) {
    await transaction
      .updateTable("access_keys")
      .set({
        created_by: created_by === userId ? nilUser : created_by,
        revoked_by: revoked_by === userId ? nilUser : revoked_by,
        acts_for: acts_for === null ? null : without(acts_for, userId),
      })
      .where("id", "=", id)
      .execute();
  }
  return { access_keys: { cleared: rows.length } };
}

/** Null if no user is left, as in a key that never acted for a user. */
function without(actsFor: string, userId: string): string | null {
  const others = (JSON.parse(actsFor) as string[]).filter((id) => id.toLowerCase() !== userId);
  return others.length === 0 ? null : JSON.stringify(others);
}
