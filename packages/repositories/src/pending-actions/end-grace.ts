import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { retried } from "../retried.ts";
import { updateRow } from "../work/change.ts";
import type { PendingAction } from "./action.ts";
import { actionTable } from "./transition.ts";

/** Whether the time of grace of a confirmed action is over, and this is not stored yet. */
export function graceHasEnded({ state, executableAt }: PendingAction, now: Date): boolean {
  return state === "confirmed" && executableAt !== null && executableAt <= now;
}

/**
 * Stores that the approval can no longer be taken back, before a caller is told that the action may be carried out. Of
 * this and `takeBackApproval`, also by another server whose clock is behind, one wins.
 */
export async function endGrace(
  db: Executor<Database>,
  { id, userId: user_id, executableAt: executable_at }: PendingAction,
): Promise<void> {
  const asRead = { user_id, state: "confirmed", executable_at } as const;
  const set = { executable_at: null };
  await retried(db, () => updateRow(db, actionTable, { key: id, asRead }, set, []).execute());
}
