import { inTransaction, retryOnConflict } from "@handsfree/query";
import type { ActionLogRow, Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import { allInOneCase } from "../one-case.ts";
import type { HeldRun } from "./work.ts";
import { changedRows } from "../changed-rows.ts";

/** How a run ends. */
export interface RunEnd {
  readonly run: HeldRun;
  /** The record of its outcome, which is to own the key. */
  readonly row: ActionLogRow;
  /** Whether the key goes to that record, so that a retry replays it, or is free. */
  readonly keepsKey: boolean;
}

/**
 * Puts the outcome on record, gives it the key and removes the run: all or nothing. A caller that has lost the
 * lease puts it on record without the key, since the side effect has happened, and changes nothing else.
 *
 * @returns the row as it was written, and whether the lease was still the caller's.
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
        // From the audit row of the beginning, which held it.
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
