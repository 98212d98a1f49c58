import type { Kysely } from "kysely";
import { prepareLock } from "../history/prepare-history.ts";
import { type History, readHistory } from "../history/read-history.ts";
import type { RunOptions } from "../run/run-options.ts";
import { acquireLock, type Lock } from "./acquire-lock.ts";

interface WithLockOptions extends RunOptions {
  /** Asked while another runner has the lock; true ends the wait without the lock. */
  readonly isDone?: ((history: History) => boolean) | undefined;
}

/**
 * Takes the lock, reads the history again, and does the work under the lock.
 *
 * @param found the history as it was read without the lock.
 * @returns what the work returns; undefined when `isDone` ended the wait.
 */
export async function withLock<DB, Result>(
  database: Kysely<DB>,
  found: History,
  { isDone, ...options }: WithLockOptions,
  work: (history: History, lock: Lock) => Promise<Result>,
): Promise<Result | undefined> {
  await prepareLock(found);
  await using lock = await acquireLock(found, {
    ...options,
    noLongerNeeded: async () => isDone?.(await readHistory(database)) ?? false,
  });
  return lock && (await work(await readHistory(database), lock));
}
