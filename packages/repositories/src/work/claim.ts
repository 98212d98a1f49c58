import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Context } from "../context.ts";
import { type BegunWork, beginWork } from "./begin.ts";
import { deadLetter } from "./dead-letter.ts";
import { forEach } from "./for-each.ts";
import { InFlightClaims } from "./in-flight-claims.ts";
import type { ClaimableTypes, ClaimableWork } from "./leased-work.ts";

/** How many more than wanted are read, so that workers who come together find something each. */
const spare = 50;

/**
 * Begins attempts of at most so many rows that are due, each under a lease of its own. The longest due come first,
 * but for those that other workers take at the same time.
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
      // A worker that is left without any of them has lost each to another worker, so this ends.
      if (due.length === 0 && found.length < most) break;
      let turns = inTurn(due, limit - claimed.length, claim.random);
      // After two rounds it is better to look again than to go on with what others have read as well.
      for (let round = 1; round <= 2 && claimed.length < limit; round++) {
        turns = turns.filter((key) => !inFlight.has(key));
        const next = turns.splice(0, limit - claimed.length);
        for (const key of next) tried.add(key);
        await inFlight.during(next, () => takeAll(db, claimed, next, take));
      }
    }
  } catch (error) {
    // Leases that were won before it went wrong are not thrown away, unless they go with the transaction.
    if (claimed.length === 0 || db.isTransaction) throw error;
  }
  return claimed;
}

/**
 * Begins an attempt of one row. It looks before it writes: a row that another worker took meanwhile costs no more
 * than a look-up.
 *
 * @returns undefined where the row is not due, not wanted or over, or another worker was quicker.
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

/** Those of them that no other worker takes, in this order; where one fails, the others that were won all the same. */
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
 * The order in which a worker tries them: as many as it wants of the longest due, and where others took those, the
 * rest from a random place on, so that those who came together part.
 */
function inTurn(due: readonly string[], wanted: number, random: () => number): string[] {
  const rest = due.slice(wanted);
  const from = Math.floor(random() * rest.length);
  return [...due.slice(0, wanted), ...rest.slice(from), ...rest.slice(0, from)];
}
