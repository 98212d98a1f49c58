import type { ActionLogRow, PendingActionRow } from "@handsfree/schema";
import type { Context } from "../context.ts";
import type { OwnedProposal } from "../policies/store/restrictions.ts";
import type { PendingAction } from "./action.ts";
import type { OwnClaim } from "./execution/claim-at-once.ts";

/** A valid proposal, and all that is written if it is accepted and there are no policies. */
export interface AskedProposal {
  readonly row: PendingActionRow;
  /** The action of the row. */
  readonly action: PendingAction;
  readonly token: string;
  /** The row's audit row. */
  readonly record: ActionLogRow;
  /** The proposal as policies read it. */
  readonly proposal: OwnedProposal;
  /** The canonical JSON of the payload. */
  readonly canonicalPayload: string;
  /** The maximum number of the owner's open actions, and of those that one key proposed. */
  readonly limits: { readonly owner: number; readonly key: number };
  /** The claim that it brings with it. */
  readonly claim: OwnClaim | undefined;
  /** Whether its key is free as soon as the action that holds it has ended. */
  readonly renewable: boolean;
  /** Its clock is stopped. */
  readonly context: Context;
}
