import { type Executor, inTransaction, retryOnConflict } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type RawBuilder, sql, type Transaction } from "kysely";
import type { Context } from "../context.ts";
import { type AgedKey, isOneOf, type KeySource, keysByAge } from "../keys-by-age.ts";
import type { RetentionFindings, RetentionLimits, RetentionRule, RuleRun } from "./rule.ts";

/** What a rule removes from one table. */
export interface Sweep extends Omit<KeySource, "where"> {
  /** Which rows have what the rule removes. */
  readonly scope: RawBuilder<boolean>;
  /** Which of them are due. Never null. */
  readonly due: (limits: RetentionLimits) => RawBuilder<boolean>;
  /** Which rows will still have some of it when what is due is gone. Default: those that are not due. */
  readonly left?: (limits: RetentionLimits) => RawBuilder<boolean>;
  /** Removes the rows that still are what they were found as. @returns how many that were. */
  readonly remove: (transaction: Transaction<Database>, batch: SweepBatch) => Promise<number>;
}

/** The rows that one transaction removes. */
export interface SweepBatch {
  /** Their condition: the keys, the times between which they lie, and that they are still due. */
  readonly which: RawBuilder<boolean>;
  readonly limits: RetentionLimits;
  readonly context: Context;
}

/** The rule that sweeps a table. */
export function sweepRule(sweep: Sweep): RetentionRule {
  return {
    look: (db, limits) => look(db, sweep, limits),
    async *remove(db, run) {
      const where = sql<boolean>`${sweep.scope} and ${sweep.due(run.limits)}`;
      for await (const found of keysByAge(db, { ...sweep, where }, run.batchSize)) {
        const removed = await retryOnConflict(
          () => inTransaction(db, (transaction) => removeBatch(transaction, sweep, run, found)),
          // In the caller's transaction there is nothing to try again.
          { attempts: db.isTransaction ? 1 : 5 },
        );
        yield { matched: found.length, removed };
      }
    },
  };
}

async function look(
  db: Executor<Database>,
  { table, time, scope, due, left }: Sweep,
  limits: RetentionLimits,
): Promise<RetentionFindings> {
  const isDue = due(limits);
  const stays = left?.(limits) ?? sql`not ${isDue}`;
  const found = await db
    .selectFrom(table)
    .select([
      sql<number>`count(case when ${isDue} then 1 end)`.as("due"),
      sql<Date | null>`min(case when ${stays} then ${sql.ref(time)} end)`.as("oldest_left"),
    ])
    .where(scope)
    .executeTakeFirstOrThrow();
  return { due: found.due, oldestLeft: found.oldest_left };
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

/** Deletes the rows of a batch. */
export function deleteRows(
  table: keyof Database,
): (transaction: Transaction<Database>, batch: SweepBatch) => Promise<number> {
  return async (transaction, { which }) => {
    const { numDeletedRows } = await transaction
      .deleteFrom(table)
      .where(which)
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  };
}
