import { type Executor, shareTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { hashToken, newToken } from "../token.ts";
import { requireBoolean, requireObject, requireWhole } from "../validate.ts";
import { toPendingAction } from "./action.ts";
import { requireOwnClaim } from "./execution/claim-at-once.ts";
import { proposedDetails, proposerOf } from "./judged-proposal.ts";
import { pendingActionLimits } from "./limits.ts";
import { type NewPendingAction, toProposedRow } from "./proposal.ts";
import type { AskedProposal } from "./asked-proposal.ts";
import type { Proposal } from "./proposal-outcome.ts";
import { sharedProposals } from "./shared-proposals.ts";
import { stepRow } from "./transition.ts";

/**
 * Proposes an action to its approvers, and records that in the same transaction. Of concurrent proposals with one
 * idempotency key, one creates the action.
 *
 * A decided action keeps its key until it is deleted. If an action ends undecided, because it expires or too few
 * approvers are left, its key is free 24 hours after the proposal, or at the end of the action if that is later. Any
 * next proposal with the key then creates a new action. For a `renewable` proposal the key is free as soon as its action
 * has ended.
 *
 * A proposal with a `claim` also begins the execution of its action in this transaction, if that is `confirmed` and
 * nothing holds it back: since a policy or standing grants allow it, or since it was approved before a repetition.
 *
 * @throws {InvalidInputError} naming the field.
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export async function createPendingAction(
  db: Executor<Database>,
  input: NewPendingAction,
  context: Context = systemContext,
): Promise<Proposal> {
  requireCall(db, context);
  return shareTransaction(db, sharedProposals, askProposal(input, context));
}

/** Validates a proposal, and makes all that is written if it is accepted. */
export function askProposal(input: NewPendingAction, context: Context): AskedProposal {
  const limits = requireLimits(requireObject("input", input));
  const stopped = atOneInstant(context);
  const token = newToken();
  const { row, canonicalPayload, service } = toProposedRow(input, hashToken(token), stopped);
  const action = toPendingAction(row);
  const details = proposedDetails(row);
  const step = { action, to: "pending", event: "proposed", by: proposerOf(row), details } as const;
  const { userId, actionType, actionPayloadJson, repository } = action;
  const { renewable = false, claim } = input;
  return {
    row,
    action,
    token,
    record: stepRow(step, stopped),
    proposal: { userId, actionType, actionPayloadJson, repository, service },
    canonicalPayload,
    limits,
    claim: claim === undefined ? claim : requireOwnClaim("claim", claim, action, stopped),
    renewable: requireBoolean("renewable", renewable),
    context: stopped,
  };
}

function requireLimits(input: NewPendingAction): AskedProposal["limits"] {
  const { openLimit = pendingActionLimits.defaultOpen } = input;
  const owner = requireWhole("openLimit", openLimit, 1, Number.MAX_SAFE_INTEGER);
  const { openLimitOfKey = Math.max(1, Math.floor(owner / 2)) } = input;
  return { owner, key: requireWhole("openLimitOfKey", openLimitOfKey, 1, Number.MAX_SAFE_INTEGER) };
}
