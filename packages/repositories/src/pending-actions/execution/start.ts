import type { Executor } from "@handsfree/query";
import type { Database, PendingActionRow } from "@handsfree/schema";
import type { Context } from "../../context.ts";
import { hashToken, newToken } from "../../token.ts";
import { type PendingAction, toPendingAction } from "../action.ts";
import { makeTransition } from "../transition.ts";
import { leaseEnd } from "../../lease-length.ts";
import { isFree, type Lease } from "./lease.ts";

/** Begins the next attempt under a new lease. @returns undefined where another worker was quicker. */
export async function startExecution(
  db: Executor<Database>,
  row: PendingActionRow,
  { worker, leaseSeconds }: { readonly worker: string; readonly leaseSeconds: number },
  context: Context,
): Promise<{ readonly action: PendingAction; readonly lease: Lease } | undefined> {
  const now = context.now();
  const token = newToken();
  const attempt = row.attempts + 1;
  const expiresAt = leaseEnd(now, leaseSeconds);
  const set = {
    attempts: attempt,
    lease_sha256: hashToken(token),
    lease_worker: worker,
    lease_expires_at: expiresAt,
    started_at: now,
  };
  const started = await makeTransition(
    db,
    {
      action: toPendingAction(row),
      to: "executing",
      event: "execution_started",
      by: worker,
      reason: whyAgain(row),
      set,
      guard: (guarded) =>
        guarded.and([guarded("attempts", "=", row.attempts), isFree(guarded, now)]),
      details: { attempt, lease_expires_at: expiresAt.toISOString() },
    },
    context,
  );
  if (!started) return undefined;
  return {
    action: toPendingAction({ ...row, ...set, state: "executing" }),
    lease: { token, actionId: row.id, expiresAt, attempt },
  };
}

function whyAgain(row: PendingActionRow): string | null {
  if (row.state !== "executing") return null;
  const how = row.lease_expires_at === null ? "was released" : "ran out";
  return `the lease of attempt ${row.attempts} ${how}`;
}
