import type { SharedWork, SizedKey } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Transaction } from "kysely";
import { takeBatch } from "../keys-by-age.ts";
import { Claimer, type ClaimInput, type ServedClaim } from "./claimer.ts";
import type { ClaimableTypes, ClaimableWork } from "./leased-work.ts";
import { Rivals } from "./rivals.ts";
import { writeChanges } from "./write-changes.ts";

/** Claims of one kind of work, which share transactions. */
export type SharedClaims<T extends ClaimableTypes> = SharedWork<
  Database,
  ClaimInput<T>,
  ServedClaim<T>
>;

/** The maximum number of rows that one transaction reads. */
const mostRows = 1000;
/** The minimum number of keys that are looked for: for up to 50, DuckDB would read the table twice. */
const leastKeys = 64;
/** The size of a claim, in bytes. */
const claimBytes = 1000;

/** Gives each claim other rows. The first claims get the rows that are due for longest. */
export function sharedClaims<T extends ClaimableTypes>(work: ClaimableWork<T>): SharedClaims<T> {
  return {
    bytes: () => claimBytes,
    // Claims compete for the same rows.
    lanes: 1,
    async run(transaction, inputs) {
      const claimers = inputs.map((input) => new Claimer(work, input));
      const rivals = Rivals.of(transaction, work);
      const keys = await findKeys(transaction, work, claimers, rivals);
      const rows = await work.find(transaction, [...keys.keys()]);
      const byKey = new Map(rows.map((row) => [work.identify(row).key, row]));
      for (const [key, waiting] of keys) {
        const row = byKey.get(key);
        while (waiting[0]?.isServed) waiting.shift();
        if (row !== undefined) waiting[0]?.give(row);
      }
      const changes = claimers.flatMap((claimer) => claimer.changes);
      const lost = await writeChanges(transaction, work, changes);
      rivals.learn(lost.size, changes.length);
      return claimers.map((claimer) => claimer.served(lost));
    },
  };
}

/** The claims that still look for rows of a kind. */
type Waiting<T extends ClaimableTypes> = Claimer<T>[];

/** Finds due rows that fit in memory. @returns their keys in order, each with the claims that look for such rows. */
async function findKeys<T extends ClaimableTypes>(
  transaction: Transaction<Database>,
  work: ClaimableWork<T>,
  claimers: readonly Claimer<T>[],
  rivals: Rivals,
): Promise<ReadonlyMap<string, Waiting<T>>> {
  const found = new Map<string, FoundKey<T>>();
  const alike = Map.groupBy(claimers, ({ input }) => JSON.stringify(work.criteria(input.claim)));
  for (const waiting of alike.values()) {
    for (const one of await findDue(transaction, work, waiting, rivals, found)) {
      found.set(one.key, one);
    }
  }
  const all = [...found.values()];
  const read = await takeBatch(transaction, work, all.slice(0, mostRows));
  for (const { waiting } of all.slice(read.length)) leaveSome(waiting);
  return new Map(read.map(({ key, waiting }) => [key, waiting]));
}

interface FoundKey<T extends ClaimableTypes> extends SizedKey {
  readonly waiting: Waiting<T>;
}

/** Finds due rows for claims with the same criteria, except those that were found for other claims. */
async function findDue<T extends ClaimableTypes>(
  transaction: Transaction<Database>,
  work: ClaimableWork<T>,
  waiting: Waiting<T>,
  rivals: Rivals,
  others: ReadonlyMap<string, unknown>,
): Promise<FoundKey<T>[]> {
  const [first] = waiting;
  if (first === undefined) return [];
  const { claim } = first.input;
  const now = new Date(Math.max(...waiting.map((claimer) => claimer.now.getTime())));
  const wanted = waiting.reduce((sum, claimer) => sum + claimer.wanted, 0);
  const most = Math.max(leastKeys, Math.min(wanted, mostRows) + rivals.spread + others.size);
  const found = await work.findDue(transaction, claim, now, most);
  const due = found.filter(({ key }) => !others.has(key));
  const picked = rivals.pick(due, Math.min(wanted, mostRows), claim.random);
  if (picked.length < due.length || found.length === most) leaveSome(waiting);
  return picked.map((key) => ({ ...key, waiting }));
}

function leaveSome<T extends ClaimableTypes>(waiting: Waiting<T>): void {
  for (const claimer of waiting) claimer.hasMore = true;
}
