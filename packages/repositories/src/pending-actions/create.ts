import { type Executor, inTransaction } from "@handsfree/query";
import type { Database, PendingActionRow } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { keyExpiry } from "../action-logs/key-life.ts";
import { actionLogLimits } from "../action-logs/limits.ts";
import { atOneInstant, type Context, requireCall, systemContext } from "../context.ts";
import { hashToken, newToken } from "../token.ts";
import { requireObject, requireWhole } from "../validate.ts";
import { asOf, hasExpired, type PendingAction, toPendingAction } from "./action.ts";
import { expireAction } from "./expire.ts";
import { pendingActionLimits } from "./limits.ts";
import { countOpenActions, serializeProposals } from "./open-limit.ts";
import { type NewPendingAction, toProposedRow } from "./proposal.ts";
import { recordStep } from "./transition.ts";

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

/**
 * Proposes an action to its approvers, and records that in the same transaction. Of concurrent proposals with one
 * idempotency key, one creates the action.
 *
 * A decided action keeps its key until it is deleted. If an action ends undecided, because it expires or too few
 * approvers are left, its key is free 24 hours after the proposal, or at the end of the action if that is later. Any
 * next proposal with the key then creates a new action.
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
  const { openLimit = pendingActionLimits.defaultOpen } = requireObject("input", input);
  const stopped = atOneInstant(context);
  const token = newToken();
  const row = toProposedRow(input, hashToken(token), stopped);
  const limit = requireWhole("openLimit", openLimit, 1, Number.MAX_SAFE_INTEGER);
  return inTransaction(db, async (transaction) => {
    await serializeProposals(transaction, row);
    const earlier = await findEarlier(transaction, row);
    if (earlier && !(await freeKey(transaction, earlier, stopped))) {
      return replay(transaction, earlier, row, token);
    }
    if ((await countOpenActions(transaction, row)) >= limit) {
      return { outcome: "too_many_open", limit };
    }
    const action = toPendingAction(row);
    await transaction.insertInto("pending_actions").values(row).execute();
    const by = action.proposedBy ?? action.userId;
    const proposed = { action, to: "pending", event: "proposed", by } as const;
    await transaction.executeQuery(recordStep(transaction, proposed, stopped).compile());
    return { outcome: "proposed", action, token };
  });
}

/** Finds an earlier proposal with the same idempotency key. */
async function findEarlier(
  transaction: Transaction<Database>,
  { owned_key }: PendingActionRow,
): Promise<PendingActionRow | undefined> {
  if (owned_key === null) return undefined;
  return transaction
    .selectFrom("pending_actions")
    .selectAll()
    .where("owned_key", "=", owned_key)
    .executeTakeFirst();
}

/**
 * Frees the key of an action that ended undecided, after the time in which a retry is expected. No side effect happened
 * under the key, so none can happen twice. The row's `idempotency_key` stays.
 *
 * @returns whether the key is free.
 */
async function freeKey(
  transaction: Transaction<Database>,
  earlier: PendingActionRow,
  context: Context,
): Promise<boolean> {
  const now = context.now();
  const action = toPendingAction(earlier);
  const isOverdue = hasExpired(action, now);
  const endedUndecided =
    isOverdue ||
    action.state === "expired" ||
    (action.state === "cancelled" && action.decidedBy === null);
  if (!endedUndecided || keyExpiry(action.createdAt, actionLogLimits.defaultKeyLife) > now)
    return false;
  if (isOverdue) await expireAction(transaction, action, context);
  await transaction
    .updateTable("pending_actions")
    // The digest is removed too, since the proposal could be guessed from an unsalted digest.
    .set({ owned_key: null, request_digest: null })
    .where("id", "=", earlier.id)
    .execute();
  return true;
}

/** Each retry gets its own token: the answer with the first token may be lost, and only its hash is stored. */
async function replay(
  transaction: Transaction<Database>,
  earlier: PendingActionRow,
  { request_digest, token_sha256, created_at }: PendingActionRow,
  token: string,
): Promise<Proposal> {
  if (earlier.request_digest !== request_digest) return { outcome: "key_reused" };
  const action = asOf(toPendingAction(earlier), created_at);
  if (action.state !== "pending") return { outcome: "replayed", action, token: null };
  await transaction
    .insertInto("pending_action_tokens")
    .values({ token_sha256, action_id: action.id, created_at })
    .execute();
  return { outcome: "replayed", action, token };
}
