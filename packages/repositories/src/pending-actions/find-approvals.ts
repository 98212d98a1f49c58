import type { Executor } from "@handsfree/query";
import type { Database, DecisionSurface } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { isOneOf } from "../one-of.ts";
import { requireUuids } from "../validate.ts";

/** A person's approval of a version of an action. */
export interface ActionApproval {
  readonly actionId: string;
  /** The person. The nil UUID if they were erased since. */
  readonly userId: string;
  /** Their display name; null without one. */
  readonly name: string | null;
  /** The version of the payload that was approved. */
  readonly version: number;
  readonly reason: string | null;
  readonly surface: DecisionSurface | null;
  readonly approvedAt: Date;
}

/**
 * Finds the approvals of actions, also those of earlier versions, by one statement for any number of actions. It does
 * not compare who asks: its caller has shown the actions to them.
 *
 * @returns the approvals by the ids of the actions, the earliest first.
 * @throws {InvalidInputError} for an id that is not a UUID.
 */
export async function findActionApprovals(
  db: Executor<Database>,
  actionIds: readonly string[],
): Promise<ReadonlyMap<string, readonly ActionApproval[]>> {
  requireCall(db);
  const ids = requireUuids("actionIds", actionIds);
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("pending_action_approvals as approval")
    .leftJoin("users", "users.id", "approval.approver_id")
    .select([
      "approval.action_id as actionId",
      "approval.approver_id as userId",
      "users.display_name as name",
      "approval.version",
      "approval.reason",
      "approval.surface",
      "approval.approved_at as approvedAt",
    ])
    .where(isOneOf("approval.action_id", "uuid", ids))
    .orderBy("approval.approved_at")
    .orderBy("approval.id")
    .execute();
  return Map.groupBy(
    rows.map((row) => ({ ...row, version: row.version ?? 1 })),
    ({ actionId }) => actionId,
  );
}
