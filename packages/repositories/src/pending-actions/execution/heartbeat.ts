import { changeAndRecord, type Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { type Context, requireCall, systemContext } from "../../context.ts";
import { leaseEnd, requireLeaseSeconds } from "../../lease-length.ts";
import { findHeld, findRefusal, isHeld, type LeaseHolder, type LeaseRefusal } from "./held.ts";
import { rowIsFree } from "./lease.ts";
import { requireObject } from "../../validate.ts";

/** What came of a heartbeat. */
export type Heartbeat = { readonly outcome: "extended"; readonly expiresAt: Date } | LeaseRefusal;

/**
 * Says that a worker is still at it: its lease ends so many seconds from now, which can be earlier than
 * before. One that has run out is not given back, even if nobody has taken the action over, since
 * another may do so at any moment: the worker should stop.
 *
 * @param holder `leaseSeconds` whole seconds, from 1 to 43,200 (12 hours). Default 60.
 * @throws {InvalidInputError} naming the field.
 */
export async function heartbeatAction(
  db: Executor<Database>,
  holder: LeaseHolder & { readonly leaseSeconds?: number | undefined },
  context: Context = systemContext,
): Promise<Heartbeat> {
  requireCall(db, context);
  const now = context.now();
  const expiresAt = leaseEnd(
    now,
    requireLeaseSeconds(requireObject("holder", holder).leaseSeconds),
  );
  const found = await findHeld(db, holder);
  if (found.outcome !== "held") return found;
  if (rowIsFree(found.row, now)) return { outcome: "lease_lost" };
  const extend = db
    .updateTable("pending_actions")
    .set({ lease_expires_at: expiresAt })
    .where("id", "=", found.row.id)
    .where((row) => {
      const stillHeld = row.and([
        isHeld(row, found.row),
        row("state", "=", "executing"),
        row("lease_expires_at", ">", now),
      ]);
      // One CASE of several columns: see makeTransition.
      return sql<boolean>`case when ${stillHeld} then true else false end`;
    });
  if (await changeAndRecord(db, extend, [])) return { outcome: "extended", expiresAt };
  return findRefusal(db, holder);
}
