import { InvalidInputError, shareTransaction } from "@handsfree/query";
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
import { sharedEnds } from "./settle.ts";
import { actionRunWork, type HeldRun } from "./work.ts";
import { changedRows } from "../changed-rows.ts";

/** A side effect that must happen once. */
export interface NewActionRun extends ActionRequest {
  readonly idempotencyKey: string;
  /** The time for which no other caller may run it, in whole seconds from 1 to 24 h. Default 60. */
  readonly leaseSeconds?: number | undefined;
  /** The time for which a retry replays the outcome, in whole seconds from 60 to 30 days. Default 24 h. */
  readonly keyLifeSeconds?: number | undefined;
  /**
   * Returns true if the thrown error proves that nothing happened; a retry then runs the side effect again. Default:
   * always false.
   */
  readonly freesKey?: ((error: unknown) => boolean) | undefined;
}

/** The argument of a side effect. */
export interface RunHandle {
  /** 1 for the first attempt; more after a crash, when the outcome of the previous attempt is unknown. */
  readonly attempt: number;
  /** The key to pass to the remote side, which makes an attempt after a crash harmless there. */
  readonly idempotencyKey: string;
  /** Aborted when the lease expires, since another caller may run then. */
  readonly signal: AbortSignal;
  /**
   * Renews the lease from now on. Work that may take longer than the lease must call it in time.
   *
   * @returns false if another caller has taken the run over; the side effect should stop then.
   */
  readonly heartbeat: () => Promise<boolean>;
}

/**
 * The outcome of a call:
 *
 * - `ran`: the side effect ran, and retries replay `log`.
 * - `replayed`: it ran before, and `log` is that outcome, which may be a failure.
 * - `key_reused`: the idempotency key belongs to another request. Nothing ran.
 * - `in_progress`: another caller runs it, or crashed, and its lease has not expired. Nothing ran; retry later.
 * - `lease_lost`: it ran for longer than its lease, and another caller took it over. `log` is the outcome of this call,
 *   without the key.
 */
export type RunResult<Value> =
  | {
      readonly outcome: "ran" | "lease_lost";
      readonly log: ActionLog;
      /** The value that the side effect returned. */
      readonly value: Value;
    }
  | { readonly outcome: "replayed"; readonly log: ActionLog }
  | { readonly outcome: "key_reused" }
  | { readonly outcome: "in_progress"; readonly leaseExpiresAt: Date };

/**
 * Runs a side effect once for each idempotency key of a user and type. The start is recorded before the side effect,
 * and the outcome after it. After a crash the next caller with the same key and request runs it again when the lease
 * has expired. Whether the first attempt took effect is then unknown, so pass the key to the remote side.
 *
 * The returned value is the result, with `ok` true. An object with exactly the members `ok` and `result` sets both. A
 * thrown error is recorded as a failure, with its name, code and message without secrets, and is then thrown again.
 * Retries replay that failure, as Stripe replays every response after execution has begun
 * (https://docs.stripe.com/api/idempotent_requests): an error seldom tells whether the remote side acted before it. If
 * an error does tell, `freesKey` returns true: the failure is recorded without the key, and a retry runs the side
 * effect.
 *
 * @param db must not be a transaction, since the start must be durable before the side effect.
 * @throws {InvalidInputError} naming the field. For a result that is not JSON, the side effect is recorded before.
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
      "must be the database, since a transaction is not durable before the side effect",
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
    const settled = await shareTransaction(db, sharedEnds, { run, row, keepsKey });
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

/** Extends a lease, even an expired one, unless another caller has taken the run over. */
async function extendRun(db: Kysely<Database>, run: HeldRun, end: Date): Promise<boolean> {
  const extend = updateRow(db, actionRunWork, run, actionRunWork.leasedUntil(end), []);
  const changed = await changedRows(extend);
  return changed > 0;
}
