import { engineOf } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type RawBuilder, sql, type Transaction } from "kysely";
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

/** Without a login, a subscription and a trigger, no notice is made for the person and nothing proposed. */
const noticeTables = [
  "event_triggers",
  "notice_subscriptions",
  "notice_priorities",
  "notices",
  "notification_deliveries",
  "notification_channels",
] as const;

/**
 * Locks a person out before anything else is erased: disables them, so that no key is made, no session begins and no
 * group gets them as a member, and deletes their keys, their sessions, what they sign in by, their memberships, their
 * standing grants, the endpoints that their events are sent to, their triggers and notices, and the channels by which they are notified.
 */
export async function eraseAccess(erasure: Erasure, subject: Subject): Promise<void> {
  await erasure.db
    .updateTable("users")
    .set({ disabled_at: erasure.context.now() })
    .where("id", "=", subject.userId)
    .execute();
  await eraseRows(erasure, "access_keys", subject);
  for (const table of signInTables) await eraseRows(erasure, table, subject);
  await eraseRows(erasure, "approver_group_members", subject);
  await eraseRows(erasure, "standing_grants", subject);
  // Their deliveries are not sent any more, and hold nothing about the person.
  await eraseRows(erasure, "webhook_endpoints", subject);
  for (const table of noticeTables) await eraseRows(erasure, table, subject);
}

/** Tables of an admin's, with the key and the column that says who made a row. */
export const makers = [
  ["services", "id", "created_by"],
  ["approver_groups", "id", "created_by"],
  ["approver_group_members", "group_id", "added_by"],
  ["action_policies", "version", "created_by"],
  ["standing_grants", "id", "created_by"],
  ["standing_grants", "id", "revoked_by"],
  ["webhook_endpoints", "id", "created_by"],
  ["event_triggers", "id", "proposed_by"],
] as const;

/** Removes a person from the keys of others, which then act for one user less, and from what they added. */
export async function eraseFromOthersAccess(erasure: Erasure, { userId }: Subject): Promise<void> {
  await eraseAll(erasure, (transaction) => clearKeys(transaction, userId));
  for (const [table, , column] of makers) {
    await eraseAll(erasure, async (transaction) => {
      const { numAffectedRows = 0n } = await transaction.executeQuery(
        sql`update ${sql.table(table)} set ${sql.ref(column)} = ${nilUser}
          where ${sql.ref(column)} = ${userId}`.compile(transaction),
      );
      return { [table]: { cleared: Number(numAffectedRows) } };
    });
  }
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
