import { executeAll, insertRows, type SharedWork } from "@handsfree/query";
import type { ActionLogRow, Database } from "@handsfree/schema";
import { allInOneCase } from "../one-case.ts";
import type { HeldRun } from "./work.ts";

/** The end of a run. */
interface RunEnd {
  readonly run: HeldRun;
  /** The action log of its outcome. */
  readonly row: ActionLogRow;
  /** True gives the key to the log, so that a retry replays it. False frees the key. */
  readonly keepsKey: boolean;
}

interface SettledRun {
  /** The written row. */
  readonly row: ActionLogRow;
  /** Whether the caller still held the lease. */
  readonly inTime: boolean;
}

/**
 * Records outcomes with their keys and removes the runs. A caller that has lost the lease records the outcome without
 * the key, since the side effect happened, and changes nothing else.
 */
export const sharedEnds: SharedWork<Database, RunEnd, SettledRun> = {
  bytes: ({ row }) => 2000 + 2 * (row.content_bytes ?? 0),
  async run(transaction, ends) {
    const removed = await executeAll(
      transaction,
      ends.map(({ run: { key, asRead } }) =>
        transaction
          .deleteFrom("action_runs")
          .where("owned_key", "=", key)
          .where((run) => allInOneCase([run.and(asRead)])),
      ),
    );
    const isInTime = ends.map((_, index) => (removed[index]?.numAffectedRows ?? 0n) > 0n);
    // The audit row of the start owned the key until now.
    await executeAll(
      transaction,
      ends
        .filter((_, index) => isInTime[index])
        .map(({ run: { key } }) =>
          transaction
            .updateTable("action_logs")
            .set({ owned_key: null })
            .where("owned_key", "=", key),
        ),
    );
    const settled = ends.map(({ row, keepsKey }, index): SettledRun => {
      const inTime = isInTime[index] === true;
      const hasKey = inTime && keepsKey;
      return { row: hasKey ? row : { ...row, owned_key: null, key_expires_at: null }, inTime };
    });
    await insertRows(
      transaction,
      "action_logs",
      settled.map(({ row }) => row),
    );
    return settled;
  },
};
