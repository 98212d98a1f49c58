import type { PendingActionState } from "@handsfree/schema";
import type { SystemEvent } from "../action-logs/system-types.ts";

/** What can happen to an action; each is on record as an action log of type `pending_action.<event>`. */
export type PendingActionEvent = SystemEvent<"pending_action">;

/**
 * The legal transitions, and there are no others. `pending` follows itself when one of several approvers
 * approves; `executing` follows itself when a lease passes to another worker. A confirmed action is abandoned where its
 * payload is not what was approved.
 */
export const pendingActionTransitions: Readonly<
  Record<PendingActionState, readonly PendingActionState[]>
> = {
  pending: ["pending", "confirmed", "cancelled", "expired"],
  confirmed: ["executing", "abandoned"],
  executing: ["executing", "succeeded", "failed", "abandoned"],
  cancelled: [],
  expired: [],
  succeeded: [],
  failed: [],
  abandoned: [],
};
