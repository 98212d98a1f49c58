import type { Executor } from "@handsfree/query";
import type { Context } from "@handsfree/repositories";
import {
  ExecutionFailure,
  judgeExecution,
  type MergeConditions,
} from "@handsfree/repositories/pending-actions";
import type { Database } from "@handsfree/schema";

/**
 * Asks the policies of this moment whether an approved action may still be carried out.
 *
 * @throws {ExecutionFailure} if they no longer permit it. Its result says `refused`, by which policy, and why.
 */
export async function requirePermission(
  db: Executor<Database>,
  actionId: string,
  context: Context,
): Promise<MergeConditions> {
  const judgment = await judgeExecution(db, actionId, context);
  if (judgment.outcome === "permitted") return judgment.merge;
  if (judgment.outcome === "not_found") throw new ExecutionFailure("the action was deleted");
  const { policy, reason } = judgment;
  throw new ExecutionFailure(`refused at its execution, since ${reason}`, {
    result: { what: "refused", policy, reason },
  });
}
