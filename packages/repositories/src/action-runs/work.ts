import type { ActionRunRow } from "@handsfree/schema";
import { systemRow } from "../action-logs/record.ts";
import type { LeasedWork, RowIdentity } from "../work/leased-work.ts";

/** The types of a run as leased work. */
export interface RunTypes {
  readonly table: "action_runs";
  readonly row: ActionRunRow;
  /** The run as it was, and the attempt that takes it over. */
  readonly step: { readonly run: ActionRunRow; readonly attempt: number };
  readonly history: "action_logs";
}

/** A run whose lease the caller holds. */
export type HeldRun = RowIdentity<RunTypes>;

/**
 * Runs of side effects as leased work. Workers do not claim runs: the next caller with the same key takes a run over
 * after its lease has expired. The audit row of its start keeps the key.
 */
export const actionRunWork: LeasedWork<RunTypes> = {
  table: "action_runs",
  key: "owned_key",
  identify: ({ owned_key: key, user_id, attempts }) => ({ key, asRead: { user_id, attempts } }),
  leasedUntil: (end) => ({ lease_expires_at: end }),
  // Checked again in the write, since a heartbeat extends the lease without changing the token.
  isDue: (now) => (run) => run("lease_expires_at", "<=", now),
  countAttempts: ({ attempts }) => attempts,
  begin: (run, { attempt }) => ({ set: {}, step: { run, attempt } }),
  history: "action_logs",
  record: ({ run, attempt }, context) =>
    systemRow(
      {
        userId: run.user_id,
        actionType: "action_run.taken_over",
        target: run.target,
        ok: true,
        result: { action_type: run.action_type, attempt },
      },
      context,
    ),
};
