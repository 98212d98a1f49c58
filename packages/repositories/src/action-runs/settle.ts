import { inTransaction, retryOnConflict } from "@handsfree/query";
import type { ActionLogRow, Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import { allInOneCase } from "../one-case.ts";
import type { HeldRun } from "./work.ts";
import { changedRows } from "../changed-rows.ts";

/** The end of a run. */
export interface RunEnd {
  readonly run: HeldRun;
  /** The action log of its outcome. */
  readonly row: ActionLogRow;
  /** True gives the key to the log, so that a retry replays it. False frees the key. */
  readonly keepsKey: boolean;
}

/**
 * Records the outcome with the key and removes the run, in one transaction. A caller that has lost the lease records
 * the outcome without the key, since the side effect happened, and changes nothing else.
 *
 * @returns the written row, and whether the caller still held the lease.
 */
export function settleRun(
  db: Kysely<Database>,
  { run: { key, asRead }, row, keepsKey }: RunEnd,
): Promise<{ readonly row: ActionLogRow; readonly inTime: boolean }> {
  return retryOnConflict(() =>
    inTransaction(db, async (transaction) => {
      const changed = await changedRows(
        transaction
          .deleteFrom("action_runs")
          .where("owned_key", "=", key)
          .where((run) => allInOneCase([run.and(asRead)])),
      );
      const inTime = changed > 0;
      if (inTime) {
        // The audit row of the start owned the key until now.
        await transaction
          .updateTable("action_logs")
          .set({ owned_key: null })
          .where("owned_key", "=", key)
          .execute();
      }
      const written = inTime && keepsKey ? row : { ...row, owned_key: null, key_expires_at: null };
      await transaction.insertInto("action_logs").values(written).execute();
      return { row: written, inTime };
    }),
  );
}
