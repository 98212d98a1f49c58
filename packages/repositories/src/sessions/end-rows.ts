import type { Database } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { changedRows } from "../changed-rows.ts";
import type { Context } from "../context.ts";
import { allInOneCase } from "../one-case.ts";
import { type Session, sessionColumns, toSession } from "./session.ts";
import { recordSignIn } from "./sign-in-log.ts";

/** Why a session ends before its time, and who ended it. */
export interface SessionEnd {
  readonly reason: "signed_out" | "all_ended" | "disabled" | "too_many";
  readonly by: string | null;
}

/** The valid sessions of a user, the last used one first. */
export async function openSessions(
  transaction: Transaction<Database>,
  userId: string,
  now: Date,
): Promise<Session[]> {
  const rows = await transaction
    .selectFrom("sessions")
    .select(sessionColumns)
    .where("user_id", "=", userId)
    .where("ended_at", "is", null)
    .orderBy("last_used_at", "desc")
    .orderBy("id", "desc")
    .execute();
  return rows.map((row) => toSession(row, now)).filter(({ state }) => state === "valid");
}

/** Ends sessions, and records the end of each. @returns how many this call ended. */
export async function setEnded(
  transaction: Transaction<Database>,
  sessions: readonly Session[],
  { reason, by }: SessionEnd,
  context: Context,
): Promise<number> {
  let ended = 0;
  for (const { id, userId, signedInBy } of sessions) {
    const changed = await changedRows(
      transaction
        .updateTable("sessions")
        .set({ ended_at: context.now() })
        .where("id", "=", id)
        .where((row) =>
          allInOneCase([row("ended_at", "is", null), row("signed_in_by", "=", signedInBy)]),
        ),
    );
    if (changed === 0) continue;
    ended++;
    const details = { reason, by };
    const change = { actionType: "session.ended", userId, target: id, details } as const;
    await transaction.executeQuery(recordSignIn(transaction, change, context).compile());
  }
  return ended;
}
