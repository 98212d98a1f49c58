import { inTransaction } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type RawBuilder, sql, type Transaction } from "kysely";
import type { Context } from "../context.ts";
import { type AgedKey, isOneOf, type KeySource, keysByAge } from "../keys-by-age.ts";
import { lookAt } from "./look.ts";
import { retried } from "../retried.ts";
import type { RetentionLimits, RetentionRule, RuleRun } from "./rule.ts";
import { changedRows } from "../changed-rows.ts";

/** A rule over one table. */
export interface Sweep extends Omit<KeySource, "where"> {
  /** The rows that have what the rule removes. */
  readonly scope: RawBuilder<boolean>;
  /** The rows of the scope that are due. Never null. */
  readonly due: (limits: RetentionLimits) => RawBuilder<boolean>;
  /** The rows that still have some of it after the due part is removed. Default: those that are not due. */
  readonly left?: (limits: RetentionLimits) => RawBuilder<boolean>;
  /** Removes the rows of a batch that are still due. @returns their number. */
  readonly remove: (transaction: Transaction<Database>, batch: SweepBatch) => Promise<number>;
}

/** The rows of one transaction. */
export interface SweepBatch {
  /** The condition of the rows: their keys, the range of their times, and that they are still due. */
  readonly which: RawBuilder<boolean>;
  readonly limits: RetentionLimits;
  readonly context: Context;
}

/** Makes the rule that sweeps a table. */
export function sweepRule(sweep: Sweep): RetentionRule {
  return {
    look: (db, limits) => {
      const { table, time, scope, due, left } = sweep;
      return lookAt(db, { table, time, scope, isDue: due(limits), stays: left?.(limits) });
    },
    async *remove(db, run) {
      const where = sql<boolean>`${sweep.scope} and ${sweep.due(run.limits)}`;
      for await (const found of keysByAge(db, { ...sweep, where }, run.batchSize)) {
        const removed = await retried(db, () =>
          inTransaction(db, (transaction) => removeBatch(transaction, sweep, run, found)),
        );
        yield { matched: found.length, removed };
      }
    },
  };
}

function removeBatch(
  transaction: Transaction<Database>,
  sweep: Sweep,
  { limits, context }: RuleRun,
  keys: readonly AgedKey[],
): Promise<number> {
  const { scope, due, remove } = sweep;
  const which = sql<boolean>`${isOneOf(sweep, keys)} and ${scope} and ${due(limits)}`;
  return remove(transaction, { which, limits, context });
}

/** Makes the function that deletes the rows of a batch. */
export function deleteRows(
  table: keyof Database,
): (transaction: Transaction<Database>, batch: SweepBatch) => Promise<number> {
  return async (transaction, { which }) => {
    const changed = await changedRows(transaction.deleteFrom(table).where(which));
    return changed;
  };
}
