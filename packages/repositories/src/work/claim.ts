import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Context } from "../context.ts";
import { type BegunWork, beginWork } from "./begin.ts";
import { deadLetter } from "./dead-letter.ts";
import { forEach } from "./for-each.ts";
import { InFlightClaims } from "./in-flight-claims.ts";
import type { ClaimableTypes, ClaimableWork } from "./leased-work.ts";

/** The number of extra keys that are read, so that concurrent workers find different rows. */
const spare = 50;

/**
 * Begins an attempt of each of up to `limit` due rows, each under its own lease. Rows that are due for longest come
 * first, except those that another worker takes at the same time.
 */
export async function claimWork<T extends ClaimableTypes>(
  db: Executor<Database>,
  work: ClaimableWork<T>,
  claim: T["claim"],
  limit: number,
  context: Context,
): Promise<BegunWork<T["row"]>[]> {
  const claimed: BegunWork<T["row"]>[] = [];
  const take = (key: string) => claimRow(db, work, key, claim, context);
  try {
    const inFlight = InFlightClaims.of(db);
    const tried = new Set<string>();
    while (claimed.length < limit) {
      const most = limit + spare + inFlight.size + tried.size;
      const found = await work.findDue(db, claim, context.now(), most);
      const due = found.filter((key) => !tried.has(key) && !inFlight.has(key));
      // The loop ends: a worker that gets none of the rows has lost each one to another worker.
      if (due.length === 0 && found.length < most) break;
      let order = tryOrder(due, limit - claimed.length, claim.random);
      // After two rounds, reading again is better than trying keys that other workers have read too.
      for (let round = 1; round <= 2 && claimed.length < limit; round++) {
        order = order.filter((key) => !inFlight.has(key));
        const next = order.splice(0, limit - claimed.length);
        for (const key of next) tried.add(key);
        await inFlight.during(next, () => takeAll(db, claimed, next, take));
      }
    }
  } catch (error) {
    // Leases that were won before the error are kept, unless the transaction undoes them.
    if (claimed.length === 0 || db.isTransaction) throw error;
  }
  return claimed;
}

/**
 * Begins an attempt of one row. It reads the row before it writes, so a row that another worker took costs only a
 * look-up.
 *
 * @returns undefined if the row is not due, does not match the claim or has ended, or if another worker was faster.
 */
export async function claimRow<T extends ClaimableTypes>(
  db: Executor<Database>,
  work: ClaimableWork<T>,
  key: string,
  claim: T["claim"],
  context: Context,
): Promise<BegunWork<T["row"]> | undefined> {
  const row = await work.find(db, key);
  if (row === undefined || !work.isWanted(row, claim, context.now())) return undefined;
  const end = work.endInstead(row, claim, context.now());
  if (end === undefined) return beginWork(db, work, row, claim, context);
  await deadLetter(db, work, row, end, context);
  return undefined;
}

/** Adds the rows that this worker wins to `claimed`, in the order of the keys, even if one of them fails. */
async function takeAll<Taken>(
  db: Executor<Database>,
  claimed: Taken[],
  keys: readonly string[],
  take: (key: string) => Promise<Taken | undefined>,
): Promise<void> {
  const taken = new Map<string, Taken>();
  try {
    await forEach(db, keys, async (key) => {
      const one = await take(key);
      if (one !== undefined) taken.set(key, one);
    });
  } finally {
    for (const key of keys) {
      const one = taken.get(key);
      if (one !== undefined) claimed.push(one);
    }
  }
}

/**
 * The order in which a worker tries keys: first as many as it wants of those that are due for longest, then the rest
 * from a random position on, so that concurrent workers spread out.
 */
function tryOrder(due: readonly string[], wanted: number, random: () => number): string[] {
  const rest = due.slice(wanted);
  const from = Math.floor(random() * rest.length);
  return [...due.slice(0, wanted), ...rest.slice(from), ...rest.slice(0, from)];
}
