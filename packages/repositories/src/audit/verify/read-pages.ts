import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type AuditEntry, selectEntries, toEntry } from "../entry.ts";
import type { EntryRange } from "./sealed-rows.ts";

/** The maximum number of entries of a page. */
const entriesAtOnce = 200;
/** The maximum number of rows of a page with more than one entry. */
const rowsAtOnce = 5000;
/** The smallest value of an INT column. */
const smallest = -(2 ** 31);

/** Consecutive entries. */
export interface EntryPage {
  readonly entries: readonly AuditEntry[];
  /** Begins at the end of the previous page, so that each number is in one page. */
  readonly range: EntryRange;
}

/** Reads the chain in pages, so that only some thousand rows are in memory at a time. */
export async function* readPages(
  db: Executor<Database>,
  signal: AbortSignal | undefined,
): AsyncIterable<EntryPage> {
  let first = smallest;
  for (;;) {
    const rows = await selectEntries(db)
      .where("number", ">=", first)
      .orderBy("number")
      .limit(entriesAtOnce)
      .execute({ signal });
    const entries = takeUpTo(rowsAtOnce, rows.map(toEntry));
    const last = entries.at(-1)?.number;
    if (last === undefined) return;
    yield { entries, range: { first, last } };
    first = last + 1;
  }
}

function takeUpTo(most: number, entries: readonly AuditEntry[]): AuditEntry[] {
  let rows = 0;
  const end = entries.findIndex(({ count }, index) => (rows += count) > most && index > 0);
  return entries.slice(0, end === -1 ? entries.length : end);
}
