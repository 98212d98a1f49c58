import { DatabaseError, retryOnConflict, shareTransaction } from "@handsfree/query";
import type { ActionRunRow, Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import {
  findKeyHolder,
  findRunRow,
  type KeyHolder,
  runStarted,
} from "../action-logs/key-holder.ts";
import { keyContended } from "../action-logs/record.ts";
import type { KeyedRequest } from "../action-logs/request.ts";
import { toRow } from "../action-logs/row.ts";
import type { Context } from "../context.ts";
import { nextAttempt } from "../work/begin.ts";
import { changeWork } from "../work/change.ts";
import { leaseEnd } from "../work/lease.ts";
import { newLeaseToken } from "../work/lease-token.ts";
import { sharedStarts } from "./shared-starts.ts";
import { actionRunWork, type RunTypes } from "./work.ts";

/** `begun`: the caller runs the side effect now. Any other outcome says why not. */
export type Begun =
  | ({ readonly outcome: "begun" } & BegunRun)
  | { readonly outcome: "in_progress"; readonly leaseExpiresAt: Date }
  | Exclude<KeyHolder, { outcome: "running" }>;

interface BegunRun {
  readonly attempt: number;
  /** The hash of the lease's token. */
  readonly sha256: string;
  readonly expiresAt: Date;
}

/** Each further attempt means that another caller began and ended in between, so this limit is hardly reached. */
const maximumAttempts = 10;

/**
 * Records the start of a run, or a takeover after its lease has expired. It reads before it writes, so that most late
 * callers write nothing. The write decides which caller begins.
 */
export async function beginRun(
  db: Kysely<Database>,
  request: KeyedRequest,
  leaseSeconds: number,
  context: Context,
): Promise<Begun> {
  for (let attempt = 0; attempt < maximumAttempts; attempt++) {
    const now = context.now();
    const holder = await findKeyHolder(
      db,
      request,
      now,
      attempt === 0 ? "no run" : "run without its log",
    );
    if (holder !== undefined && holder.outcome !== "running") return holder;
    const run = holder?.run;
    if (run !== undefined && run.lease_expires_at > now) {
      return { outcome: "in_progress", leaseExpiresAt: run.lease_expires_at };
    }
    const begun =
      run === undefined
        ? await start(db, request, leaseSeconds, context)
        : await takeOver(db, run, { leaseSeconds, now }, context);
    if (begun !== undefined) return { outcome: "begun", ...begun };
  }
  throw keyContended();
}

/** @returns undefined if another caller was faster. */
function takeOver(
  db: Kysely<Database>,
  run: ActionRunRow,
  lease: { readonly leaseSeconds: number; readonly now: Date },
  context: Context,
): Promise<BegunRun | undefined> {
  // The user stands for the worker: runs have no worker names.
  const { begun, change } = nextAttempt(actionRunWork, run, { worker: run.user_id, ...lease });
  return retryOnConflict(async () =>
    (await changeWork<RunTypes>(db, actionRunWork, change, context)) ? begun : undefined,
  );
}

/** @returns undefined if the key has another use. */
async function start(
  db: Kysely<Database>,
  request: KeyedRequest,
  leaseSeconds: number,
  context: Context,
): Promise<BegunRun | undefined> {
  const { sha256 } = newLeaseToken();
  const expiresAt = leaseEnd(context.now(), leaseSeconds);
  const result = JSON.stringify({ action_type: request.actionType, attempt: 1 });
  const log = {
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
    lease_sha256: sha256,
    lease_expires_at: expiresAt,
    attempts: 1,
    started_at: log.created_at,
  };
  try {
    const begins = await shareTransaction(db, sharedStarts, { log, run });
    return begins ? { attempt: 1, sha256, expiresAt } : undefined;
  } catch (error) {
    const mayHaveRun = error instanceof DatabaseError && error.code === "duplicate_key";
    if (mayHaveRun && (await findRunRow(db, request.ownedKey))) return undefined;
    throw error;
  }
}
