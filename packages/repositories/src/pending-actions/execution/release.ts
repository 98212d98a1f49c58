import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type Context, requireCall, systemContext } from "../../context.ts";
import { toPendingAction } from "../action.ts";
import { makeTransition } from "../transition.ts";
import { findHeld, findRefusal, isHeld, type LeaseHolder, type LeaseRefusal } from "./held.ts";

/** What came of giving a lease up. */
export type Release = { readonly outcome: "released" } | LeaseRefusal;

/**
 * Gives a lease up at once, for a worker that ends or cannot do it now. The next claim takes the action, and the
 * attempt counts; where none is left, it is abandoned then.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function releaseAction(
  db: Executor<Database>,
  holder: LeaseHolder,
  context: Context = systemContext,
): Promise<Release> {
  requireCall(db, context);
  const found = await findHeld(db, holder);
  if (found.outcome !== "held") return found;
  const { row } = found;
  const released = await makeTransition(
    db,
    {
      action: toPendingAction(row),
      to: "executing",
      event: "execution_released",
      by: row.lease_worker ?? "worker",
      // No end instead of one now, which a clock that is set back would put off.
      set: { lease_sha256: null, lease_expires_at: null },
      guard: (guarded) => isHeld(guarded, row),
      details: { attempt: row.attempts },
    },
    context,
  );
  return released ? { outcome: "released" } : findRefusal(db, holder);
}
