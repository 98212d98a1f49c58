import { insertRows, type SharedWork } from "@handsfree/query";
import type { ActionLogRow, ActionRunRow, Database } from "@handsfree/schema";

/** The start of a run: its audit row, which takes the key, and the run. */
interface RunStart {
  readonly log: ActionLogRow;
  readonly run: ActionRunRow;
}

/**
 * Records the starts of runs. Those whose audit row gets its key insert their run in the same transaction, so that no
 * run is without a key. On PostgreSQL the unique index makes a second caller wait for the first. The outputs are
 * whether the run begins.
 */
export const sharedStarts: SharedWork<Database, RunStart, boolean> = {
  bytes: ({ log, run }) =>
    3000 + 2 * ((log.content_bytes ?? 0) + (run.request?.length ?? 0) + (run.target?.length ?? 0)),
  async run(transaction, starts) {
    // In one order, so that two transactions with the same keys do not wait for each other.
    const inOrder = starts.toSorted((a, b) => compare(a.run.owned_key, b.run.owned_key));
    const claimed = await insertRows(
      transaction,
      "action_logs",
      inOrder.map(({ log }) => log),
      "owned_key",
    );
    const begun = new Set(inOrder.filter((_, index) => claimed[index]));
    await insertRows(
      transaction,
      "action_runs",
      [...begun].map(({ run }) => run),
    );
    return starts.map((start) => begun.has(start));
  },
};

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
