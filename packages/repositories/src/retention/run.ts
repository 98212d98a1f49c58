import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { insertActionLog } from "../action-logs/record.ts";
import { type Context, requireCall, systemContext } from "../context.ts";
import { nilUser } from "../person.ts";
import { type RetentionRuleName, retentionRuleNames } from "./defaults.ts";
import { retentionLimits } from "./limits.ts";
import { snakeCaseRule } from "./parse-policy.ts";
import { type RetentionDays, retentionDays, type RetentionPolicy } from "./policy.ts";
import { retentionRules } from "./rules.ts";
import {
  ifGiven,
  requireBoolean,
  requireFunction,
  requireObject,
  requireSignal,
  requireWhole,
} from "../validate.ts";

const millisecondsADay = 24 * 3600 * 1000;

/** How retention is to run. */
export interface RetentionOptions {
  /** What differs from `retentionDefaults`. */
  readonly policy?: RetentionPolicy | undefined;
  /** Only says what would go. Default false. */
  readonly dryRun?: boolean | undefined;
  /** The most records a transaction, from 1 to 1000. Default 500. */
  readonly batchSize?: number | undefined;
  /** Ends the run after the batch that is under way. */
  readonly signal?: AbortSignal | undefined;
  /** Is told after each batch; what it throws ends the run. */
  readonly onProgress?: ((outcome: Omit<RetentionOutcome, "oldestLeft">) => void) | undefined;
}

/** What became of one rule. */
export interface RetentionOutcome {
  readonly rule: RetentionRuleName;
  /** How many days are kept. */
  readonly days: number;
  /** How many records were due. */
  readonly matched: number;
  /** How many of them this run removed, or would. Fewer where another run came first. */
  readonly removed: number;
  /**
   * The time of the oldest record that still has what the rule removes; null where there is none, and where the
   * signal ended the rule, which then takes no further look.
   */
  readonly oldestLeft: Date | null;
}

/** What became of a run. */
export interface RetentionReport {
  readonly dryRun: boolean;
  /** False where the signal ended it; the rules that it did not come to are not in it. */
  readonly complete: boolean;
  /** The time that all rules went by. */
  readonly startedAt: Date;
  /** Without the rules that are switched off. */
  readonly rules: readonly RetentionOutcome[];
}

/**
 * Removes what has been kept for long enough. Each batch is one small transaction, so that others get their
 * turn, and each is final: a run that is ended anywhere, or crashes, is taken up by the next, and two at once
 * share the work. A run that removed something is on record as an action log of type `retention.ran`, of
 * nobody; a failed one as well, and only one whose process died is not.
 *
 * @returns what went of each rule. A dry run of the same moment has the same numbers.
 * @throws {InvalidInputError} naming the rule or the option.
 */
export async function runRetention(
  db: Executor<Database>,
  options: RetentionOptions = {},
  context: Context = systemContext,
): Promise<RetentionReport> {
  requireCall(db, context);
  const {
    policy,
    dryRun: isDry = false,
    batchSize = 500,
    signal,
    onProgress,
  } = requireObject("options", options);
  requireBoolean("dryRun", isDry);
  ifGiven("signal", signal, requireSignal);
  ifGiven("onProgress", onProgress, requireFunction);
  const run: Run = {
    db,
    context,
    days: retentionDays(policy),
    batchSize: requireWhole("batchSize", batchSize, 1, retentionLimits.batch),
    startedAt: context.now(),
    options,
    outcomes: [],
  };
  if (isDry) return dryRun(run);
  const complete = await removeAll(run).catch(async (error: unknown) => {
    // What went before it failed is gone; that it failed is what the caller is to hear of.
    await record(run, false).catch(() => undefined);
    throw error;
  });
  await record(run, true);
  return { dryRun: false, complete, startedAt: run.startedAt, rules: run.outcomes };
}

interface Run {
  readonly db: Executor<Database>;
  readonly context: Context;
  readonly days: RetentionDays;
  readonly batchSize: number;
  readonly startedAt: Date;
  readonly options: RetentionOptions;
  readonly outcomes: RetentionOutcome[];
}

async function dryRun(run: Run): Promise<RetentionReport> {
  for (const [rule, days] of rulesOf(run)) {
    const limits = limitsOf(run, days);
    const { due, oldestLeft } = await retentionRules[rule].look(run.db, limits);
    run.outcomes.push({ rule, days, matched: due, removed: due, oldestLeft });
  }
  return { dryRun: true, complete: true, startedAt: run.startedAt, rules: run.outcomes };
}

/** @returns whether it came to its end. */
async function removeAll(run: Run): Promise<boolean> {
  for (const [rule, days] of rulesOf(run)) {
    if (run.options.signal?.aborted) return false;
    if (!(await removeOf(run, rule, days))) return false;
  }
  return true;
}

async function removeOf(run: Run, rule: RetentionRuleName, days: number): Promise<boolean> {
  const { db, batchSize, context, options, outcomes } = run;
  const limits = limitsOf(run, days);
  const place = outcomes.length;
  let outcome: RetentionOutcome = { rule, days, matched: 0, removed: 0, oldestLeft: null };
  outcomes.push(outcome);
  for await (const batch of retentionRules[rule].remove(db, { limits, batchSize, context })) {
    const matched = outcome.matched + batch.matched;
    const removed = outcome.removed + batch.removed;
    outcome = { ...outcome, matched, removed };
    outcomes[place] = outcome;
    options.onProgress?.({ rule, days, matched, removed });
    if (options.signal?.aborted) break;
  }
  // A look can take as long as the whole rule, and whoever ended it is waiting.
  if (options.signal?.aborted) return false;
  const { oldestLeft } = await retentionRules[rule].look(db, limits);
  outcomes[place] = { ...outcome, oldestLeft };
  return true;
}

async function record({ db, outcomes, context, startedAt }: Run, ok: boolean): Promise<void> {
  const removed = outcomes.filter((outcome) => outcome.removed > 0);
  if (removed.length === 0) return;
  const result = {
    started_at: startedAt.toISOString(),
    removed: Object.fromEntries(
      removed.map((outcome) => [
        snakeCaseRule(outcome.rule),
        { days: outcome.days, records: outcome.removed },
      ]),
    ),
  };
  const log = { userId: nilUser, actionType: "retention.ran", ok, result } as const;
  await db.executeQuery(insertActionLog(db, log, context).compile());
}

function* rulesOf({ days }: Run): Iterable<[RetentionRuleName, number]> {
  for (const rule of retentionRuleNames) {
    const kept = days[rule];
    if (kept !== null) yield [rule, kept];
  }
}

function limitsOf({ startedAt }: Run, days: number): { now: Date; before: Date } {
  return { now: startedAt, before: new Date(startedAt.getTime() - days * millisecondsADay) };
}
