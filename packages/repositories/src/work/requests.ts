import { DatabaseError, type Executor, type SharedWork, shareTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Transaction } from "kysely";
import type { Context } from "../context.ts";
import type { ClaimableTypes, ClaimableWork, Guard, Move, WorkTypes } from "./leased-work.ts";
import { type RowChange, writeChanges } from "./write-changes.ts";

/** A caller's request about one row. */
export interface RowRequest<T extends WorkTypes, Answer = unknown> {
  readonly key: string;
  /**
   * Decides by the row, which is undefined if there is none. It has no effects, and is called again if another
   * transaction changes the row meanwhile.
   */
  readonly decide: (row: T["row"] | undefined) => Decision<T, Answer>;
  readonly context: Context;
  /** About how much memory its content holds, in bytes. Default: little. */
  readonly bytes?: number | undefined;
}

/** The answer to a request, and the change that makes it true. */
export interface Decision<T extends WorkTypes, Answer> {
  readonly answer: Answer;
  readonly change?: RequestedChange<T> | undefined;
}

/** A change of the row as it was read. */
interface RequestedChange<T extends WorkTypes> extends Partial<Pick<Move<T>, "step">> {
  readonly set: Partial<T["row"]>;
  readonly records?: Move<T>["records"];
  /** Further conditions. */
  readonly guards?: readonly Guard<T["table"]>[] | undefined;
}

type Outcome = { readonly answer: unknown } | { readonly error: unknown };

/** Requests about rows, which share transactions. */
export type SharedRequests<T extends WorkTypes> = SharedWork<Database, RowRequest<T>, Outcome>;

/** How often a request is decided whose row other transactions change meanwhile. */
const mostDecisions = 3;

const changing = "others keep changing the row; try again";

/** The size of a request without content. */
const requestBytes = 1000;

/**
 * Decides a request about a row and makes its change, in a transaction that it shares with other requests.
 *
 * @throws {DatabaseError} `write_conflict` if other processes keep changing the row.
 */
export async function requestChange<T extends WorkTypes, Answer>(
  db: Executor<Database>,
  { requests }: { readonly requests: SharedRequests<T> },
  request: RowRequest<T, Answer>,
): Promise<Answer> {
  const outcome = await shareTransaction(db, requests, request);
  if ("error" in outcome) throw outcome.error;
  return outcome.answer as Answer;
}

/** The requests of a kind of work, each decided as if it was alone, in their order. */
export function sharedRequests<T extends ClaimableTypes>(
  work: ClaimableWork<T>,
): SharedRequests<T> {
  return {
    bytes: ({ bytes = 0 }) => requestBytes + bytes,
    async run(transaction, requests) {
      const waiting = requests.map((request) => new Waiting(request));
      for (let open = waiting; open.length > 0; open = open.filter((one) => one.isOpen)) {
        await decideAll(transaction, work, open);
      }
      return waiting.map(({ outcome }) => outcome as Outcome);
    },
  };
}

/** A request and its outcome. */
class Waiting<T extends WorkTypes> {
  readonly request: RowRequest<T>;
  outcome: Outcome | undefined;
  #decisions = 0;

  constructor(request: RowRequest<T>) {
    this.request = request;
  }

  get isOpen(): boolean {
    return this.outcome === undefined;
  }

  decide(row: T["row"] | undefined): RequestedChange<T> | undefined {
    try {
      const { answer, change } = this.request.decide(row);
      this.outcome = { answer };
      return change;
    } catch (error) {
      this.outcome = { error };
      return undefined;
    }
  }

  /** The decision was made by a row that has changed meanwhile. */
  decideAgain(): void {
    const error = () => new DatabaseError("write_conflict", changing, { retryable: true });
    this.outcome = ++this.#decisions === mostDecisions ? { error: error() } : undefined;
  }
}

/**
 * Decides the requests by rows that are read together, and writes the changes together. Several changes of one row are
 * one, since no other transaction sees the states between them. Requests that must see such a change stored stay open.
 */
async function decideAll<T extends ClaimableTypes>(
  transaction: Transaction<Database>,
  work: ClaimableWork<T>,
  open: readonly Waiting<T>[],
): Promise<void> {
  const byKey = Map.groupBy(open, ({ request }) => request.key);
  const rows = await work.find(transaction, [...byKey.keys()]);
  const rowsByKey = new Map(rows.map((row) => [work.identify(row).key, row]));
  const changes: RowChange<T>[] = [];
  for (const [key, waiting] of byKey) {
    const change = decideInTurn(work, rowsByKey.get(key), waiting);
    if (change !== undefined) changes.push(change);
  }
  const lost = await writeChanges(transaction, work, changes);
  for (const key of lost) for (const one of byKey.get(key) ?? []) one.decideAgain();
}

/** Decides requests about one row. @returns what they change. */
function decideInTurn<T extends ClaimableTypes>(
  work: ClaimableWork<T>,
  read: T["row"] | undefined,
  waiting: readonly Waiting<T>[],
): RowChange<T> | undefined {
  let row = read;
  let changed: RowChange<T> | undefined;
  for (const one of waiting) {
    const change = one.decide(row);
    if (row === undefined || change === undefined) continue;
    // Its conditions are about the row with the earlier changes.
    if (changed !== undefined && change.guards !== undefined) {
      one.outcome = undefined;
      break;
    }
    changed = add(changed ?? unchanged(work, row), change, one.request.context);
    row = { ...row, ...change.set };
  }
  return changed;
}

/** No change yet. The hash of the lease is compared too, since it decides which worker may report. */
function unchanged<T extends ClaimableTypes>(work: ClaimableWork<T>, row: T["row"]): RowChange<T> {
  const { key, asRead } = work.identify(row);
  const compared = { ...asRead, lease_sha256: row.lease_sha256 };
  return { key, asRead: compared, set: {}, guards: [], steps: [], records: [] };
}

function add<T extends WorkTypes>(
  change: RowChange<T>,
  { set, guards = [], step, records = [] }: RequestedChange<T>,
  context: Context,
): RowChange<T> {
  return {
    ...change,
    set: { ...change.set, ...set },
    guards: [...change.guards, ...guards],
    steps: step === undefined ? change.steps : [...change.steps, { step, context }],
    records: [...change.records, ...records],
  };
}
