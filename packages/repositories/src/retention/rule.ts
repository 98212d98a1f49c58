import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Context } from "../context.ts";

/** The times of a run, which are fixed at its start. */
export interface RetentionLimits {
  readonly now: Date;
  /** Records of this time or earlier are due. */
  readonly before: Date;
}

/** The result of a look. */
export interface RetentionFindings {
  /** The number of due records. */
  readonly due: number;
  /** The time of the oldest record that is not due and still has what the rule removes. */
  readonly oldestLeft: Date | null;
}

/** The parameters of a rule's run. */
export interface RuleRun {
  readonly limits: RetentionLimits;
  /** The maximum of records per transaction. */
  readonly batchSize: number;
  readonly context: Context;
}

/** The result of one transaction. */
export interface RemovedBatch {
  /** The number of records that were found due. */
  readonly matched: number;
  /** The number that this transaction removed; another one may have removed the rest. */
  readonly removed: number;
}

/** A rule of retention. */
export interface RetentionRule {
  /** Counts, and changes nothing. */
  look(db: Executor<Database>, limits: RetentionLimits): Promise<RetentionFindings>;
  /** Removes one batch per step, each in its own transaction. The caller can stop after any step. */
  remove(db: Executor<Database>, run: RuleRun): AsyncIterable<RemovedBatch>;
}

/** The exclusive bound for functions that remove records from before a time: a rule includes that time. */
export function justAfter({ before }: RetentionLimits): Date {
  return new Date(before.getTime() + 1);
}
