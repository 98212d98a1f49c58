import type { PendingActionState } from "@handsfree/schema";

/** What can happen to an action; each is on record as an action log of type `pending_action.<event>`. */
export type PendingActionEvent =
  | "proposed"
  | "approved"
  | "confirmed"
  | "cancelled"
  | "expired"
  | "execution_started"
  | "execution_released"
  | "execution_ended"
  | "deleted";

/**
 * The legal transitions, and there are no others. `pending` follows itself when one of several approvers
 * approves; `executing` follows itself when a lease passes to another worker. A confirmed one is abandoned where its payload
 * is not what was approved.
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
