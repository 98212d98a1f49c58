import { type Executor, fetchPage, type Page, type PageRequest } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { requirePolicyName } from "../policies/policy-name.ts";
import { requireObject } from "../validate.ts";
import { type ApproverGroup, type GroupMember, toGroup } from "./group.ts";

/**
 * Finds a group by its name.
 *
 * @throws {InvalidInputError} for a name that no group can have.
 */
export async function findApproverGroup(
  db: Executor<Database>,
  name: string,
): Promise<ApproverGroup | undefined> {
  requireCall(db);
  const row = await db
    .selectFrom("approver_groups")
    .selectAll()
    .where("name", "=", requirePolicyName("name", name))
    .executeTakeFirst();
  return row && toGroup(row);
}

/**
 * Lists groups, newest first.
 *
 * @throws {InvalidInputError} for an invalid limit, time or cursor.
 */
export async function listApproverGroups(
  db: Executor<Database>,
  request: PageRequest = {},
): Promise<Page<ApproverGroup>> {
  requireCall(db);
  const query = db.selectFrom("approver_groups").selectAll();
  const page = await fetchPage(db, query, "created_at", requireObject("request", request));
  return { ...page, items: page.items.map(toGroup) };
}

/**
 * Lists the members of a group, in the order in which they were added: at most 1000.
 *
 * @returns undefined if there is no such group.
 * @throws {InvalidInputError} for a name that no group can have.
 */
export async function listGroupMembers(
  db: Executor<Database>,
  name: string,
): Promise<GroupMember[] | undefined> {
  const group = await findApproverGroup(db, name);
  if (group === undefined) return undefined;
  const rows = await db
    .selectFrom("approver_group_members")
    .select(["user_id", "added_at", "added_by"])
    .where("group_id", "=", group.id)
    .orderBy("added_at")
    .orderBy("user_id")
    .execute();
  return rows.map((row) => ({
    userId: row.user_id,
    addedAt: row.added_at,
    addedBy: row.added_by,
  }));
}
