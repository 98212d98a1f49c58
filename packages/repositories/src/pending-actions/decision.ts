import type { PendingAction } from "./action.ts";

/** The outcome of a decision. */
export type Decision =
  | {
      readonly outcome:
        | "confirmed"
        | "cancelled"
        /** The action was confirmed or cancelled before. */
        | "already_decided"
        /** The person has approved before. */
        | "already_approved"
        | "proposer_cannot_approve"
        /** The action differs from what the person was shown, or from what was proposed. */
        | "digest_mismatch"
        | "expired";
      readonly action: PendingAction;
    }
  | {
      /** The approval counts, and the action needs more. */
      readonly outcome: "approved";
      readonly action: PendingAction;
      /** The number of approvals that it still needs. */
      readonly missing: number;
    }
  /** There is no action with this token that the caller may decide. */
  | { readonly outcome: "not_found" };

/** The outcome of a cancellation; one is always enough. */
export type Cancellation = Exclude<Decision, { readonly outcome: "approved" }>;
