import type { ExpandedPendingActionJson } from "@handsfree/wire/pending-actions";

/** An action with the names in it and those who approved it. */
export type ShownAction = ExpandedPendingActionJson;

/** What is asked for with each action that is shown. */
export const expand = ["names", "approved_by", "confirmation"] as const;

/** Whether a person approved the action as it is now. */
export function hasApproved({ approved_by: approvals, version }: ShownAction, id: string): boolean {
  return approvals?.some((one) => one.user_id === id && one.version === version) === true;
}
