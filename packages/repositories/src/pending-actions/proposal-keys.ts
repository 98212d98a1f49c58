import { engineOf, executeAll } from "@handsfree/query";
import type { Database, PendingActionRow } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { keyExpiry } from "../action-logs/key-life.ts";
import { actionLogLimits } from "../action-logs/limits.ts";
import type { Context } from "../context.ts";
import { isOneOf } from "../one-of.ts";
import { hasExpired, toPendingAction } from "./action.ts";
import type { AskedProposal } from "./asked-proposal.ts";
import { isOwnLease } from "./execution/claim-at-once.ts";
import { expireAction } from "./expire.ts";
import { pendingActionTransitions } from "./transitions.ts";

/** The rows that hold idempotency keys, by `owned_key`. */
export type KeyHolders = ReadonlyMap<string, PendingActionRow>;

/** Finds the earlier proposals with the idempotency keys of new ones, and locks them if some of those claim them. */
export async function findKeyHolders(
  transaction: Transaction<Database>,
  proposals: readonly AskedProposal[],
): Promise<KeyHolders> {
  const keys = new Set(proposals.map(({ row }) => row.owned_key).filter((key) => key !== null));
  if (keys.size === 0) return new Map();
  const isLocked =
    engineOf(transaction) === "postgres" && proposals.some(({ claim }) => claim !== undefined);
  const found = await transaction
    .selectFrom("pending_actions")
    .selectAll()
    .where(isOneOf("owned_key", "text", [...keys]))
    // In the order in which others change several.
    .$if(isLocked, (query) => query.orderBy("id").forUpdate())
    .execute();
  return new Map(found.map((row) => [row.owned_key ?? "", row]));
}

/** Whether the key of a new proposal belongs to an earlier one. */
export function holdsKey(holders: KeyHolders, asked: AskedProposal): boolean {
  const { owned_key } = asked.row;
  const holder = owned_key === null ? undefined : holders.get(owned_key);
  return holder !== undefined && !isFree(holder, asked);
}

/**
 * Whether a key is free although an action holds it: the action ended undecided, and the time in which a retry is
 * expected is over. No side effect happened under the key, so none can happen twice. A renewable key is free once its
 * action has ended, but for the request that had begun it.
 */
export function isFree(
  holder: PendingActionRow,
  { row: { created_at: now }, claim, renewable }: AskedProposal,
): boolean {
  // A late retry of a request whose call has ended must not ask anew.
  if (claim !== undefined && isOwnLease(claim, holder)) return false;
  const action = toPendingAction(holder);
  const isOver = hasExpired(action, now);
  if (renewable) return isOver || pendingActionTransitions[action.state].length === 0;
  const endedUndecided =
    isOver ||
    action.state === "expired" ||
    (action.state === "cancelled" && action.decidedBy === null);
  return endedUndecided && keyExpiry(action.createdAt, actionLogLimits.defaultKeyLife) <= now;
}

/** An action that loses its key, and the context of the proposal that gets it. */
export interface FreedKey {
  readonly holder: PendingActionRow;
  readonly context: Context;
}

/** Takes their keys from actions. Each row's `idempotency_key` stays. */
export async function freeProposalKeys(
  transaction: Transaction<Database>,
  freed: readonly FreedKey[],
): Promise<void> {
  for (const { holder, context } of freed) {
    const action = toPendingAction(holder);
    if (hasExpired(action, context.now())) await expireAction(transaction, action, context);
  }
  const updates = freed.map(({ holder }) =>
    transaction
      .updateTable("pending_actions")
      // The digest is removed too, since the proposal could be guessed from an unsalted digest.
      .set({ owned_key: null, request_digest: null })
      .where("id", "=", holder.id),
  );
  await executeAll(transaction, updates);
}
