/**
 * How long a run that serves several callers waits for a lock, in milliseconds. A transaction that stays open would
 * otherwise hold up all of them, when it has locked the row of one.
 */
export const lockTimeLimit = 1000;
