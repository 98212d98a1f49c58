import { changeAndRecord, inTransaction, retryOnConflict } from "@handsfree/query";
import type { ActionRunRow, Database } from "@handsfree/schema";
import { type Kysely, sql } from "kysely";
import { findKeyHolder, type KeyHolder, runStarted } from "../action-logs/key-holder.ts";
import { insertActionLog, keyContended } from "../action-logs/record.ts";
import type { KeyedRequest } from "../action-logs/request.ts";
import { toRow } from "../action-logs/row.ts";
import type { Context } from "../context.ts";
import type { Lease } from "./lease.ts";

/** Whether the caller may run the side effect now, and why not. */
export type Begun =
  | { readonly outcome: "begun"; readonly attempt: number; readonly leaseExpiresAt: Date }
  | { readonly outcome: "in_progress"; readonly leaseExpiresAt: Date }
  | Exclude<KeyHolder, { outcome: "running" }>;

/** Between two looks somebody else has to have begun and ended; so often is no accident. */
const maximumAttempts = 10;

/**
 * Puts on record that the side effect begins, unless it has. Looks first, so that most who come too late
 * write nothing; what is written then decides alone who begins.
 */
export async function beginRun(
  db: Kysely<Database>,
  request: KeyedRequest,
  lease: Lease,
  context: Context,
): Promise<Begun> {
  for (let attempt = 0; attempt < maximumAttempts; attempt++) {
    const now = context.now();
    const leaseExpiresAt = lease.expiry();
    const holder = await findKeyHolder(db, request, now);
    if (holder === undefined) {
      if (await start(db, request, { lease, leaseExpiresAt }, context)) {
        return { outcome: "begun", attempt: 1, leaseExpiresAt };
      }
    } else if (holder.outcome !== "running") {
      return holder;
    } else if (holder.run.lease_expires_at > now) {
      return { outcome: "in_progress", leaseExpiresAt: holder.run.lease_expires_at };
    } else if (await takeOver(db, holder.run, { lease, leaseExpiresAt }, context)) {
      return { outcome: "begun", attempt: holder.run.attempts + 1, leaseExpiresAt };
    }
  }
  throw keyContended();
}

interface NewLease {
  readonly lease: Lease;
  readonly leaseExpiresAt: Date;
}

/**
 * The audit row takes the key, and only who has it inserts the run: in one transaction, so that no run is
 * without its key. On PostgreSQL the unique key makes whoever comes second wait for the first.
 */
function start(
  db: Kysely<Database>,
  request: KeyedRequest,
  { lease, leaseExpiresAt }: NewLease,
  context: Context,
): Promise<boolean> {
  const result = describe(request, 1);
  const row = {
    ...toRow({ ...request, request: null }, { ok: true, result, keyLife: 0 }, context),
    action_type: runStarted,
    key_expires_at: null,
  };
  const run: ActionRunRow = {
    owned_key: request.ownedKey,
    user_id: request.userId,
    action_type: request.actionType,
    target: request.target,
    request: request.request,
    idempotency_key: request.idempotencyKey,
    request_digest: request.digest,
    lease_sha256: lease.sha256,
    lease_expires_at: leaseExpiresAt,
    attempts: 1,
    started_at: row.created_at,
  };
  return retryOnConflict(() =>
    inTransaction(db, async (transaction) => {
      const claimed = await transaction
        .insertInto("action_logs")
        .values(row)
        .onConflict((conflict) => conflict.column("owned_key").doNothing())
        .returning("id")
        .executeTakeFirst();
      if (claimed === undefined) return false;
      await transaction.insertInto("action_runs").values(run).execute();
      return true;
    }),
  );
}

/** A run whose lease has ended goes to one of those who want it; the audit row of its beginning keeps the key. */
function takeOver(
  db: Kysely<Database>,
  run: ActionRunRow,
  { lease, leaseExpiresAt }: NewLease,
  context: Context,
): Promise<boolean> {
  const attempts = run.attempts + 1;
  const change = db
    .updateTable("action_runs")
    .set({ lease_sha256: lease.sha256, lease_expires_at: leaseExpiresAt, attempts })
    .where("owned_key", "=", run.owned_key)
    .where((row) => {
      const same = row("lease_sha256", "=", run.lease_sha256);
      // A heartbeat keeps the token, and moves the end.
      const ended = row("lease_expires_at", "=", run.lease_expires_at);
      return sql<boolean>`case when ${same} and ${ended} then true else false end`;
    });
  const record = {
    userId: run.user_id,
    actionType: "action_run.taken_over" as const,
    target: run.target,
    ok: true,
    result: { action_type: run.action_type, attempt: attempts },
  };
  return retryOnConflict(() => changeAndRecord(db, change, [insertActionLog(db, record, context)]));
}

function describe({ actionType }: KeyedRequest, attempt: number): string {
  return JSON.stringify({ action_type: actionType, attempt });
}
