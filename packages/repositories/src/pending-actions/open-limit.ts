import { engineOf } from "@handsfree/query";
import type { Database, PendingActionRow } from "@handsfree/schema";
import { sql, type Transaction } from "kysely";
import { isOneOf } from "../one-of.ts";
import { isLive } from "./action.ts";

/** The part of a proposed row that the limit of open actions concerns. */
type Proposed = Pick<PendingActionRow, "user_id" | "credential_id" | "expires_at" | "created_at">;

/**
 * Makes the transactions of one user's proposals run one after the other, so that the number of open actions cannot
 * change between count and insert. On DuckDB the single writer does this already.
 */
export async function serializeProposals(
  transaction: Transaction<Database>,
  rows: readonly Proposed[],
): Promise<void> {
  if (engineOf(transaction) === "duckdb") return;
  // Sorted, so that two transactions with several owners in common cannot wait for each other.
  const owners = ownersOf(rows).toSorted();
  const { last } = instantsOf(rows);
  await transaction
    .insertInto("pending_action_quotas")
    .columns(["user_id", "proposed_at"])
    .expression(
      transaction.selectNoFrom([
        sql<string>`unnest(cast(${owners} as uuid[]))`.as("user_id"),
        sql<Date>`cast(${last} as timestamptz)`.as("proposed_at"),
      ]),
    )
    .onConflict((conflict) => conflict.column("user_id").doUpdateSet({ proposed_at: last }))
    .execute();
}

/** Counts the actions of the owners of proposals that can still be decided, for all proposals with one statement. */
export async function countOpenActions(
  transaction: Transaction<Database>,
  rows: readonly Proposed[],
): Promise<OpenActions> {
  const [only] = rows;
  if (only === undefined) return new OpenActions(new Date(0));
  if (rows.length === 1) return countForOne(transaction, only);
  const { first, last } = instantsOf(rows);
  // All actions that are live at the last instant count alike, and the others by the instant at which they expire.
  const end = new Date(last.getTime() + 1);
  const counted = await transaction
    .selectFrom("pending_actions")
    .select((row) => [
      "user_id",
      "credential_id",
      sql<Date>`least(expires_at, ${end})`.as("until"),
      row.fn.countAll().as("open"),
    ])
    .where(isOneOf("user_id", "uuid", ownersOf(rows)))
    .where(isLive(first))
    .groupBy(["user_id", "credential_id", "until"])
    .execute();
  const open = new OpenActions(end);
  for (const { open: count, ...of } of counted) open.add(of, of.until, Number(count));
  return open;
}

/** A lone proposal has one instant. A count without groups takes DuckDB half as long to plan. */
async function countForOne(
  transaction: Transaction<Database>,
  { user_id, credential_id, created_at }: Proposed,
): Promise<OpenActions> {
  const counted = await transaction
    .selectFrom("pending_actions")
    .select((row) => row.fn.countAll().as("open"))
    .$if(credential_id !== null, (query) =>
      query.select((row) =>
        row.fn.countAll().filterWhere("credential_id", "=", credential_id).as("of_key"),
      ),
    )
    .where("user_id", "=", user_id)
    .where(isLive(created_at))
    .executeTakeFirstOrThrow();
  const end = new Date(created_at.getTime() + 1);
  const open = new OpenActions(end);
  const ofKey = Number(counted.of_key ?? 0);
  open.add({ user_id, credential_id }, end, ofKey);
  open.add({ user_id, credential_id: null }, end, Number(counted.open) - ofKey);
  return open;
}

/** The owner of an action, and the access key or session that proposed it. */
type Holder = Pick<PendingActionRow, "user_id" | "credential_id">;

/**
 * The number of open actions of each owner, and of each key of theirs, at the instants of the proposals that they were
 * counted for.
 */
export class OpenActions {
  readonly #end: Date;
  /** For each owner and each key: how many actions are open until an instant, in milliseconds. */
  readonly #holders = new Map<string, Map<number, number>>();

  /** @param end an instant after those of all proposals. */
  constructor(end: Date) {
    this.#end = end;
  }

  add(holder: Holder, expiresAt: Date, count = 1): void {
    const until = Math.min(expiresAt.getTime(), this.#end.getTime());
    for (const name of [holder.user_id, keyOf(holder)]) {
      if (name === undefined) continue;
      const counts = this.#holders.get(name) ?? new Map<number, number>();
      this.#holders.set(name, counts);
      counts.set(until, (counts.get(until) ?? 0) + count);
    }
  }

  /** The number of the owner's open actions. */
  countAt({ user_id }: Holder, now: Date): number {
    return this.#count(user_id, now);
  }

  /** The number of them that the holder's key proposed; 0 without a key. */
  countOfKeyAt(holder: Holder, now: Date): number {
    const key = keyOf(holder);
    return key === undefined ? 0 : this.#count(key, now);
  }

  #count(name: string, now: Date): number {
    let open = 0;
    for (const [until, count] of this.#holders.get(name) ?? []) {
      if (until > now.getTime()) open += count;
    }
    return open;
  }
}

function keyOf({ user_id, credential_id }: Holder): string | undefined {
  return credential_id === null ? undefined : `${user_id}/${credential_id}`;
}

function ownersOf(rows: readonly Proposed[]): string[] {
  return [...new Set(rows.map((row) => row.user_id))];
}

/** The first and the last instant of the proposals. Each has its own, since their callers' clocks go on. */
function instantsOf(rows: readonly Proposed[]): { readonly first: Date; readonly last: Date } {
  const times = rows.map((row) => row.created_at.getTime());
  // A loop, since the number of arguments of Math.min is limited.
  const first = times.reduce((a, b) => Math.min(a, b));
  const last = times.reduce((a, b) => Math.max(a, b));
  return { first: new Date(first), last: new Date(last) };
}
