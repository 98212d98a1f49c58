import type { PendingAction } from "./action.ts";

/** The outcome of a proposal. */
export type Proposal =
  | {
      readonly outcome: "proposed";
      readonly action: PendingAction;
      /** The only copy of the token. The action cannot be decided without it. */
      readonly token: string;
    }
  | {
      /** The owner made the same proposal before with this idempotency key; `action` is the action that it made. */
      readonly outcome: "replayed";
      readonly action: PendingAction;
      /** Another valid token of that action; null if the action can no longer be decided. */
      readonly token: string | null;
    }
  /** The owner made another proposal with this idempotency key. */
  | { readonly outcome: "key_reused" }
  /** The owner's actions that wait have reached the limit. */
  | { readonly outcome: "too_many_open"; readonly limit: number };
