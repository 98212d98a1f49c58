import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Context } from "../context.ts";
import type { DueChange } from "./begin.ts";
import { changeWork } from "./change.ts";
import type { LeasedWork, Move, WorkTypes } from "./leased-work.ts";

/**
 * Ends a due row without another attempt.
 *
 * @returns whether this call ended it.
 */
export function deadLetter<T extends WorkTypes>(
  db: Executor<Database>,
  work: LeasedWork<T>,
  row: T["row"],
  move: NoInfer<Move<T>>,
  context: Context,
): Promise<boolean> {
  return changeWork(db, work, endOf(work, row, move, context.now()), context);
}

/**
 * The change that ends a due row without another attempt. The hash of the lease's token is removed, so that the worker
 * that held the lease gets `lease_lost`.
 */
export function endOf<T extends WorkTypes>(
  work: LeasedWork<T>,
  row: T["row"],
  move: NoInfer<Move<T>>,
  now: Date,
): DueChange<T> {
  return {
    ...work.identify(row),
    ...move,
    set: { lease_sha256: null, lease_expires_at: null, ...move.set },
    guards: [work.isDue(now)],
  };
}
