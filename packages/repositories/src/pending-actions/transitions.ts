import type { PendingActionState } from "@handsfree/schema";
import type { SystemEvent } from "../action-logs/system-types.ts";

/** The events of an action. Each one is recorded as an action log of type `pending_action.<event>`. */
export type PendingActionEvent = SystemEvent<"pending_action">;

/**
 * All legal transitions. `pending` follows itself when one of several approvers approves, when the payload is edited,
 * when an executor adds its preview and when another group is asked, and `executing` when a lease passes to another worker. A proposal that a policy denies
 * begins as `denied`, and one that a policy allows as `confirmed`. A confirmed action is abandoned if its content is not
 * what was approved.
 */
export const pendingActionTransitions: Readonly<
  Record<PendingActionState, readonly PendingActionState[]>
> = {
  pending: ["pending", "confirmed", "cancelled", "rejected", "expired"],
  confirmed: ["executing", "abandoned"],
  executing: ["executing", "succeeded", "failed", "abandoned"],
  cancelled: [],
  rejected: [],
  denied: [],
  expired: [],
  succeeded: [],
  failed: [],
  abandoned: [],
};
