import { DatabaseError, type Executor } from "@handsfree/query";
import type { Database, PendingActionRow } from "@handsfree/schema";
import type { Expression, ExpressionBuilder, SqlBool } from "kysely";
import { hashToken } from "../../token.ts";
import { requireObject, requireText, requireUuid } from "../../validate.ts";
import { type PendingAction, toPendingAction } from "../action.ts";
import { requirePerson } from "../../person.ts";

/** Who has, or had, the lease of an action. */
export interface LeaseHolder {
  readonly actionId: string;
  /** The lease's own token. */
  readonly token: string;
  /** UUID of the action's owner; where it is given, nobody else's action is found. */
  readonly userId?: string | undefined;
}

/**
 * Why a worker's word no longer counts: another one has the action, or nobody will (`lease_lost`); it has
 * reported before (`already_ended`, with what it reported); or there is no such action.
 */
export type LeaseRefusal =
  | { readonly outcome: "already_ended"; readonly action: PendingAction }
  | { readonly outcome: "lease_lost" }
  | { readonly outcome: "not_found" };

/** An action that executes under the lease of whoever asks. */
export interface HeldAction {
  readonly outcome: "held";
  readonly row: PendingActionRow;
}

/** @throws {InvalidInputError} for an id that is no UUID, or a token that is none. */
export async function findHeld(
  db: Executor<Database>,
  holder: LeaseHolder,
): Promise<HeldAction | LeaseRefusal> {
  const { actionId, token, userId } = requireObject("holder", holder);
  const id = requireUuid("actionId", actionId);
  const owner = userId === undefined ? undefined : requirePerson("userId", userId);
  const hash = hashToken(requireText("token", token));
  const row = await db
    .selectFrom("pending_actions")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (row === undefined || (owner !== undefined && row.user_id !== owner)) {
    return { outcome: "not_found" };
  }
  if (row.lease_sha256 !== hash) return { outcome: "lease_lost" };
  if (row.state === "executing") return { outcome: "held", row };
  return { outcome: "already_ended", action: toPendingAction(row) };
}

/** The SQL form: the lease is still the one that was found. */
export function isHeld(
  row: ExpressionBuilder<Database, "pending_actions">,
  held: PendingActionRow,
): Expression<SqlBool> {
  return row("lease_sha256", "=", held.lease_sha256);
}

/** What to answer after the conditional write did not find the lease that was there before it. */
export async function findRefusal(
  db: Executor<Database>,
  holder: LeaseHolder,
): Promise<LeaseRefusal> {
  const found = await findHeld(db, holder);
  if (found.outcome !== "held") return found;
  throw new DatabaseError("write_conflict", "the lease changed just now", { retryable: true });
}
