import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import type { Context } from "../context.ts";

/** The times that a run goes by; they stand still while it runs. */
export interface RetentionLimits {
  readonly now: Date;
  /** What was counted from this time or earlier is due. */
  readonly before: Date;
}

/** What a rule finds, and what it leaves. */
export interface RetentionFindings {
  /** How many records are due. */
  readonly due: number;
  /** The time of the oldest record that is not due and still has what the rule removes. */
  readonly oldestLeft: Date | null;
}

/** How a rule is to run. */
export interface RuleRun {
  readonly limits: RetentionLimits;
  /** The most records a transaction. */
  readonly batchSize: number;
  readonly context: Context;
}

/** What one transaction did. */
export interface RemovedBatch {
  /** How many records were found due. */
  readonly matched: number;
  /** How many of them this transaction removed; another may have come first. */
  readonly removed: number;
}

/** One rule of retention. */
export interface RetentionRule {
  /** Changes nothing. */
  look(db: Executor<Database>, limits: RetentionLimits): Promise<RetentionFindings>;
  /** Removes a batch at each step, in a transaction of its own. It may be left after any of them. */
  remove(db: Executor<Database>, run: RuleRun): AsyncIterable<RemovedBatch>;
}

/** For what takes times from before another: a rule takes also what is of that very time. */
export function justAfter({ before }: RetentionLimits): Date {
  return new Date(before.getTime() + 1);
}
