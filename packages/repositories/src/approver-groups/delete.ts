import { type Executor, inTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { type Actor, optionalActor } from "../identity/actor.ts";
import { isLive } from "../pending-actions/action.ts";
import { requirePolicyName } from "../policies/policy-name.ts";
import { retried } from "../retried.ts";
import { requireObject } from "../validate.ts";
import { holdGroup } from "./hold-group.ts";
import { recordGroupChange } from "./record-change.ts";

/** A group to delete. */
export interface GroupDeletion extends Actor {
  readonly name: string;
}

/** The outcome of a deletion. */
export type DeletedApproverGroup =
  | { readonly outcome: "deleted" | "not_found" }
  /** So many actions wait that ask the group, now or after an escalation. Nothing is deleted. */
  | { readonly outcome: "in_use"; readonly waiting: number };

/**
 * Deletes a group with its memberships, and records that in the same transaction. A group that a waiting action asks is
 * kept. Policies that name the group stay, and ask no one until a group has the name again.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function deleteApproverGroup(
  db: Executor<Database>,
  input: GroupDeletion,
  context: Context = systemContext,
): Promise<DeletedApproverGroup> {
  requireCall(db, context);
  const name = requirePolicyName("name", requireObject("input", input).name);
  const by = optionalActor(input);
  const stopped = atOneInstant(context);
  return retried(db, () =>
    inTransaction(db, async (transaction): Promise<DeletedApproverGroup> => {
      const group = await holdGroup(transaction, name);
      if (group === undefined) return { outcome: "not_found" };
      const waiting = await countWaiting(transaction, name, stopped.now());
      if (waiting > 0) return { outcome: "in_use", waiting };
      await transaction
        .deleteFrom("approver_group_members")
        .where("group_id", "=", group.id)
        .execute();
      await transaction.deleteFrom("approver_groups").where("id", "=", group.id).execute();
      const record = recordGroupChange(transaction, group, { event: "deleted", by }, stopped);
      await transaction.executeQuery(record.compile());
      return { outcome: "deleted" };
    }),
  );
}

async function countWaiting(
  transaction: Transaction<Database>,
  name: string,
  now: Date,
): Promise<number> {
  const { waiting } = await transaction
    .selectFrom("pending_actions")
    .select((action) => action.fn.countAll<number>().as("waiting"))
    .where(isLive(now))
    .where((action) =>
      action.or([action("approver_group", "=", name), action("escalation_group", "=", name)]),
    )
    .executeTakeFirstOrThrow();
  return waiting;
}
