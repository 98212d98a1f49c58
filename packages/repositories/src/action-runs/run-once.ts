import { InvalidInputError } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import { requireKeyLife } from "../action-logs/key-life.ts";
import { actionLogLimits } from "../action-logs/limits.ts";
import { type ActionLog, toActionLog } from "../action-logs/log.ts";
import {
  type ActionRequest,
  keepRequest,
  type KeyedRequest,
  requireCallers,
} from "../action-logs/request.ts";
import { toRow } from "../action-logs/row.ts";
import { type Context, requireCall, systemContext } from "../context.ts";
import { ifGiven, requireFunction, requireObject, requireText } from "../validate.ts";
import { beginRun } from "./begin.ts";
import { updateRow } from "../work/change.ts";
import { leaseEnd, requireLeaseSeconds } from "../work/lease.ts";
import { LeaseWatch } from "../work/worker/lease-watch.ts";
import { keepReturned, keepThrown } from "./outcome.ts";
import { settleRun } from "./settle.ts";
import { actionRunWork, type HeldRun } from "./work.ts";
import { changedRows } from "../changed-rows.ts";

/** A side effect that is to happen once. */
export interface NewActionRun extends ActionRequest {
  readonly idempotencyKey: string;
  /** How long nobody else may run it, in whole seconds from 1 to 24 h. Default 60. */
  readonly leaseSeconds?: number | undefined;
  /** How long a retry replays its outcome, in whole seconds from 60 to 30 days. Default 24 h. */
  readonly keyLifeSeconds?: number | undefined;
  /**
   * Given what the side effect threw: whether nothing has happened for certain, so that a retry runs it
   * again. Default: never.
   */
  readonly freesKey?: ((error: unknown) => boolean) | undefined;
}

/** What a side effect is given. */
export interface RunHandle {
  /** 1 the first time; more after a crash, when what came of the last attempt is not known. */
  readonly attempt: number;
  /** The key, to hand to the remote side, which is what makes an attempt after a crash harmless there too. */
  readonly idempotencyKey: string;
  /** Aborted once the lease has ended: another caller may run now. */
  readonly signal: AbortSignal;
  /**
   * Takes the lease anew from now on. Work that may take longer than the lease calls it in time.
   *
   * @returns whether the run is still this caller's; if not, stop.
   */
  readonly heartbeat: () => Promise<boolean>;
}

/**
 * What came of it:
 *
 * - `ran`: it ran here, and `log` is its outcome, which retries replay.
 * - `replayed`: it ran before, and `log` is what came of it then, a failure included.
 * - `key_reused`: the user's key is on record for another request. Nothing ran; take another key.
 * - `in_progress`: it runs elsewhere, or crashed there, and its lease has not ended. Nothing ran; try again then.
 * - `lease_lost`: it ran here, for longer than its lease, and another caller took it over. `log` has what
 *   came of it here, without the key.
 */
export type RunResult<Value> =
  | {
      readonly outcome: "ran" | "lease_lost";
      readonly log: ActionLog;
      /** What the side effect returned. */
      readonly value: Value;
    }
  | { readonly outcome: "replayed"; readonly log: ActionLog }
  | { readonly outcome: "key_reused" }
  | { readonly outcome: "in_progress"; readonly leaseExpiresAt: Date };

/**
 * Runs a side effect once for each of the user's idempotency keys. That it begins is on record before it
 * starts, and what came of it after. After a crash the next caller with the same key and request runs it
 * again once the lease has ended: whether it came about the first time nobody can know, so hand the key to
 * the remote side.
 *
 * What it returns is its result, with `ok` true; an object of exactly `ok` and `result` says both itself. What it
 * throws is thrown on, after a failure is on record with the error's name, code and message without secrets.
 * Retries then replay that failure, as Stripe does with whatever it answered once execution began
 * (https://docs.stripe.com/api/idempotent_requests): an error seldom tells whether the remote side acted
 * before it, and running twice is what the key is there to prevent. Where it does tell, `freesKey` says so: the
 * failure is on record without the key, and a retry runs.
 *
 * @param db no transaction, since the beginning must be durable before the side effect starts.
 * @throws {InvalidInputError} naming the field. For a result that is not JSON, after the side effect is on record
 *   without it.
 */
export async function runOnce<Value>(
  db: Kysely<Database>,
  input: NewActionRun,
  sideEffect: (run: RunHandle) => Promise<Value> | Value,
  context: Context = systemContext,
): Promise<RunResult<Value>> {
  requireCall(db, context);
  if (db.isTransaction) {
    throw new InvalidInputError(
      "db",
      "is a transaction, and what it records is not durable before the side effect; give the database",
    );
  }
  requireCallers(requireObject("input", input));
  requireFunction("sideEffect", sideEffect);
  ifGiven("freesKey", input.freesKey, requireFunction);
  requireText("idempotencyKey", input.idempotencyKey);
  const request = keepRequest(input, context) as KeyedRequest;
  const keyLife = requireKeyLife(input.keyLifeSeconds);
  const leaseSeconds = requireLeaseSeconds(input.leaseSeconds, actionLogLimits.runLease);
  const begun = await beginRun(db, request, leaseSeconds, context);
  if (begun.outcome !== "begun") return begun;
  const run = {
    key: request.ownedKey,
    asRead: { user_id: request.userId, lease_sha256: begun.sha256 },
  };

  const end = async (kept: { ok: boolean; result: string | null }, keepsKey: boolean) => {
    const row = toRow(request, { ...kept, keyLife }, context);
    const settled = await settleRun(db, { run, row, keepsKey });
    return { log: toActionLog(settled.row), inTime: settled.inTime };
  };
  const watch = new LeaseWatch(context);
  watch.expectEnd(begun.expiresAt);
  let value: Value;
  try {
    value = await sideEffect({
      attempt: begun.attempt,
      idempotencyKey: request.idempotencyKey,
      signal: watch.signal,
      heartbeat: async () => {
        const expiresAt = leaseEnd(context.now(), leaseSeconds);
        const extended = await extendRun(db, run, expiresAt);
        if (extended) watch.expectEnd(expiresAt);
        else watch.lose();
        return extended;
      },
    });
  } catch (error) {
    let keepsKey = true;
    try {
      keepsKey = input.freesKey?.(error) !== true;
    } finally {
      await end(keepThrown(error, context), keepsKey);
    }
    throw error;
  } finally {
    watch.stop();
  }
  const kept = keepReturned(value, context);
  const { log, inTime } = await end(kept, true);
  if (kept.problem) throw kept.problem;
  return { outcome: inTime ? "ran" : "lease_lost", log, value };
}

/** Extends a lease, be it over, as long as no other caller has taken the run over. */
async function extendRun(db: Kysely<Database>, run: HeldRun, end: Date): Promise<boolean> {
  const extend = updateRow(db, actionRunWork, run, actionRunWork.leasedUntil(end), []);
  const changed = await changedRows(extend);
  return changed > 0;
}
