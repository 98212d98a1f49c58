import type { PendingAction } from "./action.ts";

/** The outcome of a decision. */
export type Decision =
  | {
      readonly outcome:
        | "confirmed"
        | "cancelled"
        | "rejected"
        /** The action was decided before. */
        | "already_decided"
        /** The person has approved this version before. */
        | "already_approved"
        /** The person made this version, by the proposal or by an edit, and the proposer may not approve. */
        | "proposer_cannot_approve"
        /** The policy wants the person to sign in with a passkey right before, and not to answer by voice. */
        | "strong_confirmation_needed"
        /** The person may see the action. They are not asked, or no longer, or their role is for their own actions. */
        | "may_not_decide"
        /** The action differs from what the person was shown, or from what was proposed. */
        | "digest_mismatch"
        | "expired";
      /** The action as it is now. */
      readonly action: PendingAction;
    }
  | {
      /** The approval counts, and the action needs more. */
      readonly outcome: "approved";
      readonly action: PendingAction;
      /** The number of approvals that it still needs. */
      readonly missing: number;
    }
  /** There is no such action that the caller may see. A token is for the owner alone. */
  | { readonly outcome: "not_found" };

/** The outcome of a cancellation or a rejection; one is always enough. */
export type Cancellation = Exclude<Decision, { readonly outcome: "approved" }>;
