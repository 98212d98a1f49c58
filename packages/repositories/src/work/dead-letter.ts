import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Context } from "../context.ts";
import { changeWork } from "./change.ts";
import type { LeasedWork, Move, WorkTypes } from "./leased-work.ts";

/**
 * Ends a row that is due without another attempt. The token's hash goes, so that the worker that had the lease is
 * told that it is lost.
 *
 * @returns whether this call did.
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
