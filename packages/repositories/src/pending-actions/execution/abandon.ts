import type { Executor } from "@handsfree/query";
import type { Database, PendingActionRow } from "@handsfree/schema";
import type { Context } from "../../context.ts";
import { toPendingAction } from "../action.ts";
import { makeTransition } from "../transition.ts";
import { isFree } from "./lease.ts";

/**
 * Gives an action up that nobody has under a lease.
 *
 * @returns whether this call did.
 */
export function abandon(
  db: Executor<Database>,
  row: PendingActionRow,
  { by, reason }: { readonly by: string; readonly reason: string },
  context: Context,
): Promise<boolean> {
  const now = context.now();
  return makeTransition(
    db,
    {
      action: toPendingAction(row),
      to: "abandoned",
      event: "execution_ended",
      by,
      reason,
      ok: false,
      // Without the token's hash: who had the lease is told that it is lost.
      set: { lease_sha256: null, lease_expires_at: null, ended_at: now },
      guard: (guarded) =>
        guarded.and([guarded("attempts", "=", row.attempts), isFree(guarded, now)]),
      details: { attempt: row.attempts },
    },
    context,
  );
}

/** Gives up one whose last attempt is over without a report. */
export function abandonExhausted(
  db: Executor<Database>,
  row: PendingActionRow,
  context: Context,
): Promise<boolean> {
  const last = row.lease_expires_at === null ? "was released" : "ran out";
  return abandon(
    db,
    row,
    { by: "clock", reason: `the lease ${last}, and no attempts are left` },
    context,
  );
}
