import { inTransaction, retryOnConflict } from "@handsfree/query";
import type { ActionLogRow, Database } from "@handsfree/schema";
import { type Kysely, sql } from "kysely";
import type { KeyedRequest } from "../action-logs/request.ts";
import type { Lease } from "./lease.ts";

/** How a run ends. */
export interface RunEnd {
  readonly request: KeyedRequest;
  readonly lease: Lease;
  /** The record of its outcome, which is to own the key. */
  readonly row: ActionLogRow;
  /** Whether the key goes to that record, so that a retry replays it, or is free. */
  readonly keepsKey: boolean;
}

/**
 * Puts the outcome on record, gives it the key and removes the run: all or nothing. Whoever has lost the
 * lease puts it on record without the key, since the side effect has happened, and changes nothing else.
 *
 * @returns the row as it was written, and whether the lease was still the caller's.
 */
export function settleRun(
  db: Kysely<Database>,
  { request, lease, row, keepsKey }: RunEnd,
): Promise<{ readonly row: ActionLogRow; readonly inTime: boolean }> {
  return retryOnConflict(() =>
    inTransaction(db, async (transaction) => {
      const { numDeletedRows } = await transaction
        .deleteFrom("action_runs")
        .where("owned_key", "=", request.ownedKey)
        .where(
          (run) =>
            sql<boolean>`case when ${run("lease_sha256", "=", lease.sha256)} and ${run("user_id", "=", request.userId)} then true else false end`,
        )
        .executeTakeFirstOrThrow();
      const inTime = numDeletedRows > 0n;
      if (inTime) {
        // From the audit row of the beginning, which held it.
        await transaction
          .updateTable("action_logs")
          .set({ owned_key: null })
          .where("owned_key", "=", request.ownedKey)
          .execute();
      }
      const written = inTime && keepsKey ? row : { ...row, owned_key: null, key_expires_at: null };
      await transaction.insertInto("action_logs").values(written).execute();
      return { row: written, inTime };
    }),
  );
}
