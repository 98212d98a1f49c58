import { type Executor, inTransaction, insertRow } from "@handsfree/query";
import type { ApproverGroupRow, Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { type Actor, optionalActor } from "../identity/actor.ts";
import { ifNoDuplicate } from "../identity/if-no-duplicate.ts";
import { requirePolicyName } from "../policies/policy-name.ts";
import { requireName } from "../redaction/keep-text.ts";
import { requireObject } from "../validate.ts";
import { type ApproverGroup, toGroup } from "./group.ts";
import { approverGroupLimits } from "./limits.ts";
import { recordGroupChange } from "./record-change.ts";

/** A group to add. */
export interface NewApproverGroup extends Actor {
  /** Up to 200 characters, without invisible ones. */
  readonly name: string;
}

/** The outcome of an addition. */
export type CreatedApproverGroup =
  | { readonly outcome: "created"; readonly group: ApproverGroup }
  | { readonly outcome: "name_taken" }
  /** There are as many groups as there may be. */
  | { readonly outcome: "too_many"; readonly limit: number };

/**
 * Adds a group without members, and records that in the same transaction.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function createApproverGroup(
  db: Executor<Database>,
  input: NewApproverGroup,
  context: Context = systemContext,
): Promise<CreatedApproverGroup> {
  requireCall(db, context);
  const name = requirePolicyName("name", requireObject("input", input).name);
  const by = optionalActor(input);
  const stopped = atOneInstant(context);
  const row: ApproverGroupRow = {
    id: stopped.newId(),
    name: requireName("name", name, context),
    created_at: stopped.now(),
    created_by: by,
  };
  const { groups: limit } = approverGroupLimits;
  return ifNoDuplicate<CreatedApproverGroup>(
    db,
    () =>
      inTransaction(db, async (transaction) => {
        const { count } = await transaction
          .selectFrom("approver_groups")
          .select((group) => group.fn.countAll<number>().as("count"))
          .executeTakeFirstOrThrow();
        if (count >= limit) return { outcome: "too_many", limit };
        if (!(await insertRow(transaction, "approver_groups", row, "name"))) {
          return { outcome: "name_taken" };
        }
        const record = recordGroupChange(transaction, row, { event: "created", by }, stopped);
        await transaction.executeQuery(record.compile());
        return { outcome: "created", group: toGroup(row) };
      }),
    { outcome: "name_taken" },
  );
}
