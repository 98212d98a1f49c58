import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type AuditEntry, selectEntries, toEntry } from "../entry.ts";
import type { EntryRange } from "./sealed-rows.ts";

/** The most entries of a page. */
const entriesAtOnce = 200;
/** How many rows the entries of a page are about, at most, unless it is one entry. */
const rowsAtOnce = 5000;
/** No number is smaller in an INT column. */
const smallest = -(2 ** 31);

/** Some entries that follow each other. */
export interface EntryPage {
  readonly entries: readonly AuditEntry[];
  /** From where the page before ended, so that no number lies between two pages. */
  readonly range: EntryRange;
}

/** The whole chain in pages, so that no more than some thousand rows are in memory at a time. */
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
