import type { Database } from "@handsfree/schema";
import { type RawBuilder, sql, type Transaction } from "kysely";
import { nilUser } from "../nil-user.ts";
import { eraseAll, erasedAtOnce, type Erasure } from "./batches.ts";
import type { PartialCounts } from "./counts.ts";
import { holdsAny } from "./search-text.ts";
import type { Subject } from "./subject.ts";

/**
 * Deletes a person's actions, whatever their state, with their tokens and approvals. What a worker has begun
 * it may end, but its report finds no action any more.
 */
export function eraseOwnActions(erasure: Erasure, { userId }: Subject): Promise<void> {
  return eraseAll(erasure, async (transaction) => {
    const own = await transaction
      .selectFrom("pending_actions")
      .select("id")
      .where("user_id", "=", userId)
      .limit(erasedAtOnce)
      .execute();
    const ids = own.map(({ id }) => id);
    if (ids.length === 0) return {};
    const deleteOf = async (
      table: "pending_action_tokens" | "pending_action_approvals",
    ): Promise<{ deleted: number }> => {
      const { numDeletedRows } = await transaction
        .deleteFrom(table)
        .where("action_id", "in", ids)
        .executeTakeFirstOrThrow();
      return { deleted: Number(numDeletedRows) };
    };
    const deleted = await transaction
      .deleteFrom("pending_actions")
      .where("id", "in", ids)
      .executeTakeFirstOrThrow();
    return {
      pending_actions: { deleted: Number(deleted.numDeletedRows) },
      pending_action_tokens: await deleteOf("pending_action_tokens"),
      pending_action_approvals: await deleteOf("pending_action_approvals"),
    };
  });
}

/**
 * Takes a person out of the actions of others. How many have approved stays, and who is among them is nobody
 * any more; of those who may decide the person is one less, so that nobody can decide in their place.
 */
export async function eraseFromOthersActions(erasure: Erasure, subject: Subject): Promise<void> {
  await eraseAll(erasure, (transaction) => clearActions(transaction, subject));
  await eraseAll(erasure, (transaction) => clearApprovals(transaction, subject));
}

/** Of the actions that are not the person's: those they proposed, decided, or may decide. */
export function hasAHandIn(userId: string): RawBuilder<boolean> {
  const named = holdsAny("approvers", [userId]);
  return sql<boolean>`(user_id <> ${userId} and (coalesce(proposed_by = ${userId}, false)
    or coalesce(decided_by = ${userId}, false) or ${named}))`;
}

async function clearActions(
  transaction: Transaction<Database>,
  { userId }: Subject,
): Promise<PartialCounts> {
  const rows = await transaction
    .selectFrom("pending_actions")
    .select(["id", "approvers"])
    .where(hasAHandIn(userId))
    .limit(erasedAtOnce)
    .execute();
  const nobodyWhere = (column: "proposed_by" | "decided_by") =>
    sql<
      string | null
    >`case when ${sql.ref(column)} = ${userId} then cast(${nilUser} as uuid) else ${sql.ref(column)} end`;
  for (const { id, approvers } of rows) {
    await transaction
      .updateTable("pending_actions")
      .set({
        proposed_by: nobodyWhere("proposed_by"),
        decision_reason: sql`case when decided_by = ${userId} then null else decision_reason end`,
        decided_by: nobodyWhere("decided_by"),
        approvers: approvers === null ? null : without(approvers, userId),
      })
      .where("id", "=", id)
      .execute();
  }
  return { pending_actions: { cleared: rows.length } };
}

function without(approvers: string, userId: string): string {
  const ids = JSON.parse(approvers) as string[];
  return JSON.stringify(ids.filter((id) => id.toLowerCase() !== userId));
}

async function clearApprovals(
  transaction: Transaction<Database>,
  { userId }: Subject,
): Promise<PartialCounts> {
  const rows = await transaction
    .selectFrom("pending_action_approvals")
    .select(["id", "action_id"])
    .where("approver_id", "=", userId)
    .limit(erasedAtOnce)
    .execute();
  for (const { id, action_id } of rows) {
    await transaction
      .updateTable("pending_action_approvals")
      .set({ approver_id: nilUser, approval_key: `${action_id}/erased/${id}`, reason: null })
      .where("id", "=", id)
      .execute();
  }
  return { pending_action_approvals: { cleared: rows.length } };
}
