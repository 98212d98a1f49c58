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
import { countOpenActions, waitForTurn } from "./open-limit.ts";
import { type NewPendingAction, toProposedRow } from "./proposal.ts";
import { recordStep } from "./transition.ts";

/** What came of a proposal. */
export type Proposal =
  | {
      readonly outcome: "proposed";
      readonly action: PendingAction;
      /** The only copy there is; without it the action cannot be decided. */
      readonly token: string;
    }
  | {
      /** The owner's key stands for the same proposal; `action` is what came of that one. */
      readonly outcome: "replayed";
      readonly action: PendingAction;
      /** Another token of the same action, as good as the first; null once it cannot be decided. */
      readonly token: string | null;
    }
  /** The owner's key stands for another proposal. */
  | { readonly outcome: "key_reused" }
  /** As many of the owner's actions wait as may. */
  | { readonly outcome: "too_many_open"; readonly limit: number };

/**
 * Puts an action before those who may decide it, and on record in the same transaction. Of any number of
 * proposals with one idempotency key one makes the action.
 *
 * The key stands for that action as long as there is one, once it was decided. Where it ended undecided, by its
 * time or because too few were left to decide it, the key is free 24 hours after the proposal (at the action's end
 * if that is later): the next proposal with it, the same or another, makes a new action.
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
    await waitForTurn(transaction, row);
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

/** What the owner's key stands for already. */
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
 * Frees the key of an action that ended undecided, once a retry of its proposal is no longer to be expected. Nothing
 * was done under it, so that nothing is done twice. The row's `idempotency_key` still tells which key it was.
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
    // What it was used for goes with it: unsalted, it could be guessed from.
    .set({ owned_key: null, request_digest: null })
    .where("id", "=", earlier.id)
    .execute();
  return true;
}

/** Of the first token only the hash is kept, and its answer may be lost; so each retry gets one of its own. */
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
