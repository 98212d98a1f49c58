import { type Executor, shareTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Context } from "../context.ts";
import { type BegunWork, nextAttempt } from "./begin.ts";
import { endOf } from "./dead-letter.ts";
import type { ClaimableTypes } from "./leased-work.ts";
import { requestChange } from "./requests.ts";
import type { SharedLeases } from "./shared-leases.ts";

/** Ends a claim that finds more rows each time and gets none of them. */
const mostAttempts = 100;

/**
 * Begins an attempt of each of up to `limit` due rows, each under its own lease. Rows that are due for longest come
 * first, except those that another worker takes at the same time.
 *
 * @param context stands at one instant.
 */
export async function claimWork<T extends ClaimableTypes>(
  db: Executor<Database>,
  work: SharedLeases<T>,
  claim: T["claim"],
  limit: number,
  context: Context,
): Promise<BegunWork<T["row"]>[]> {
  const begun: BegunWork<T["row"]>[] = [];
  try {
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      const input = { claim, limit: limit - begun.length, attempt, context };
      const served = await shareTransaction(db, work.claims, input);
      begun.push(...served.begun);
      if (served.error !== undefined) throw served.error;
      if (begun.length === limit || !served.more) break;
    }
  } catch (error) {
    // Leases that were won before the error are kept, unless the transaction undoes them.
    if (begun.length === 0 || db.isTransaction) throw error;
  }
  return begun;
}

/**
 * Begins an attempt of one row.
 *
 * @param context stands at one instant.
 * @returns undefined if the row is not due, does not match the claim or has ended.
 */
export function claimRow<T extends ClaimableTypes>(
  db: Executor<Database>,
  work: SharedLeases<T>,
  key: string,
  claim: T["claim"],
  context: Context,
): Promise<BegunWork<T["row"]> | undefined> {
  const now = context.now();
  const decide = (row: T["row"] | undefined) => {
    if (row === undefined || !work.isWanted(row, claim, now)) return { answer: undefined };
    const end = work.endInstead(row, claim, now);
    if (end !== undefined) return { answer: undefined, change: endOf(work, row, end, now) };
    const { begun, change } = nextAttempt(work, row, { ...claim, now });
    return { answer: begun, change };
  };
  return requestChange(db, work, { key, decide, context });
}
