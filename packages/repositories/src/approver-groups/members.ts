import { type Executor, inTransaction, insertRow } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { changedRows } from "../changed-rows.ts";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { type Actor, optionalActor } from "../identity/actor.ts";
import { holdUser } from "../identity/admins.ts";
import { requirePerson } from "../person.ts";
import { requirePolicyName } from "../policies/policy-name.ts";
import { retried } from "../retried.ts";
import { requireObject } from "../validate.ts";
import { holdGroup } from "./hold-group.ts";
import { approverGroupLimits } from "./limits.ts";
import { membershipKey } from "./memberships.ts";
import { recordGroupChange } from "./record-change.ts";

/** A person to add to a group, or to remove from it. */
export interface MembershipChange extends Actor {
  /** The name of the group. */
  readonly group: string;
  readonly userId: string;
}

/**
 * The outcome of `addGroupMember`:
 *
 * - `user_not_found`: there is no such user, or they are disabled.
 * - `too_many`: the group has as many members as it may have.
 */
export type AddedMember =
  | { readonly outcome: "added" | "already_member" | "not_found" | "user_not_found" }
  | { readonly outcome: "too_many"; readonly limit: number };

/** The outcome of `removeGroupMember`. */
export type RemovedMember = { readonly outcome: "removed" | "not_a_member" | "not_found" };

/**
 * Adds an enabled user to a group, and records that in the same transaction. From then on they may decide the actions
 * that the group is asked about, also those that wait already.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function addGroupMember(
  db: Executor<Database>,
  input: MembershipChange,
  context: Context = systemContext,
): Promise<AddedMember> {
  requireCall(db, context);
  const change = requireChange(input);
  const stopped = atOneInstant(context);
  return retried(db, () => inTransaction(db, (own) => add(own, change, stopped)));
}

/**
 * Removes a person from a group, and records that in the same transaction. Approvals that they gave before stay.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function removeGroupMember(
  db: Executor<Database>,
  input: MembershipChange,
  context: Context = systemContext,
): Promise<RemovedMember> {
  requireCall(db, context);
  const change = requireChange(input);
  const stopped = atOneInstant(context);
  return retried(db, () => inTransaction(db, (own) => remove(own, change, stopped)));
}

type Change = ReturnType<typeof requireChange>;

function requireChange(input: MembershipChange) {
  const { group, userId } = requireObject("input", input);
  return {
    name: requirePolicyName("group", group),
    member: requirePerson("userId", userId),
    by: optionalActor(input),
  };
}

async function add(
  transaction: Transaction<Database>,
  { name, member, by }: Change,
  context: Context,
): Promise<AddedMember> {
  const group = await holdGroup(transaction, name);
  if (group === undefined) return { outcome: "not_found" };
  // Held: an erasure first disables the person, and then deletes their memberships.
  const user = await holdUser(transaction, member);
  if (user === undefined || user.disabled_at !== null) return { outcome: "user_not_found" };
  const { members: limit } = approverGroupLimits;
  const rows = await transaction
    .selectFrom("approver_group_members")
    .select("user_id")
    .where("group_id", "=", group.id)
    .execute();
  if (rows.some(({ user_id }) => user_id === member)) return { outcome: "already_member" };
  if (rows.length >= limit) return { outcome: "too_many", limit };
  await insertRow(transaction, "approver_group_members", {
    membership_key: membershipKey(group.id, member),
    group_id: group.id,
    user_id: member,
    added_at: context.now(),
    added_by: by,
  });
  const change = { event: "member_added", by, member } as const;
  await transaction.executeQuery(recordGroupChange(transaction, group, change, context).compile());
  return { outcome: "added" };
}

async function remove(
  transaction: Transaction<Database>,
  { name, member, by }: Change,
  context: Context,
): Promise<RemovedMember> {
  const group = await holdGroup(transaction, name);
  if (group === undefined) return { outcome: "not_found" };
  const membership = transaction
    .deleteFrom("approver_group_members")
    .where("membership_key", "=", membershipKey(group.id, member));
  if ((await changedRows(membership)) === 0) return { outcome: "not_a_member" };
  const change = { event: "member_removed", by, member } as const;
  await transaction.executeQuery(recordGroupChange(transaction, group, change, context).compile());
  return { outcome: "removed" };
}
