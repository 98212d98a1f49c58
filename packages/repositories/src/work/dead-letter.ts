import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Context } from "../context.ts";
import { changeWork } from "./change.ts";
import type { LeasedWork, Move, WorkTypes } from "./leased-work.ts";

/**
 * Ends a due row without another attempt. The hash of the lease's token is removed, so that the worker that held the
 * lease gets `lease_lost`.
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
  const set = { lease_sha256: null, lease_expires_at: null, ...move.set };
  const guards = [work.isDue(context.now())];
  return changeWork(db, work, { ...work.identify(row), ...move, set, guards }, context);
}
