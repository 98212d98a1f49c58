import type { PendingAction } from "./action.ts";
import type { Lease } from "./execution/claim.ts";

/** The outcome of a proposal. */
export type Proposal =
  | {
      readonly outcome: "proposed";
      readonly action: PendingAction;
      /** The only copy of the token, by which the owner and the approvers can decide the action. */
      readonly token: string;
    }
  | {
      /**
       * - `allowed`: a policy allows the action, or standing grants were enough approvals. It is `confirmed`, and a worker
       *   executes it. Without attempts (`maxAttempts` 0), the proposer carries it out. With a `lease` the proposer has
       *   claimed it.
       * - `denied`: a policy denies the action; `action.decisionReason` says why.
       */
      readonly outcome: "allowed" | "denied";
      readonly action: PendingAction;
      /** The lease of the proposal's `claim`. */
      readonly lease?: Lease | undefined;
    }
  | {
      /** The owner made the same proposal before with this idempotency key; `action` is the action that it made. */
      readonly outcome: "replayed";
      readonly action: PendingAction;
      /** Another valid token of that action; null if the action can no longer be decided. */
      readonly token: string | null;
      /** The lease of the proposal's `claim`, also if an earlier attempt of the same request had begun it. */
      readonly lease?: Lease | undefined;
    }
  /** The owner made another proposal with this idempotency key. */
  | { readonly outcome: "key_reused" }
  /** The proposal names a group that does not exist. */
  | { readonly outcome: "unknown_group"; readonly group: string }
  | {
      /** The actions that wait have reached the limit: all of the owner's, or those of this access key or session. */
      readonly outcome: "too_many_open";
      readonly limit: number;
      readonly of: "owner" | "key";
    };
