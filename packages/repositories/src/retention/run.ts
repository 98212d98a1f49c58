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

/** Options of `runRetention`. */
export interface RetentionOptions {
  /** Differences from `retentionDefaults`. */
  readonly policy?: RetentionPolicy | undefined;
  /** Counts what would be removed, and removes nothing. Default false. */
  readonly dryRun?: boolean | undefined;
  /** The maximum of records per transaction, from 1 to 1000. Default 500. */
  readonly batchSize?: number | undefined;
  /** Stops the run after the current batch. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each batch; an error that it throws ends the run. */
  readonly onProgress?: ((outcome: Omit<RetentionOutcome, "oldestLeft">) => void) | undefined;
}

/** The result of one rule. */
export interface RetentionOutcome {
  readonly rule: RetentionRuleName;
  /** The age in days at which records are removed. */
  readonly days: number;
  /** The number of due records. */
  readonly matched: number;
  /** The number that this run removed, or a dry run would. Less than `matched` if another run removed some. */
  readonly removed: number;
  /**
   * The time of the oldest record that still has what the rule removes; null if there is none, and if the signal
   * stopped the rule, which then skips the second look.
   */
  readonly oldestLeft: Date | null;
}

/** The result of a run. */
export interface RetentionReport {
  readonly dryRun: boolean;
  /** False if the signal stopped it; then the remaining rules are missing. */
  readonly complete: boolean;
  /** The time from which all rules count. */
  readonly startedAt: Date;
  /** Without the rules that are switched off. */
  readonly rules: readonly RetentionOutcome[];
}

/**
 * Removes records and contents that have reached the age of their rule. Each batch is one small transaction, so that
 * other writers get their turn, and each is final: the next run continues one that was stopped or crashed, and two
 * concurrent runs share the work. A run that removed something is recorded as an action log `retention.ran` of the nil
 * user, also if it failed; it is missing only if the process died.
 *
 * @returns the result of each rule. A dry run at the same moment returns the same numbers.
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
    // The removed records are gone in any case, and the caller must get the first error.
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

/** @returns whether it was completed. */
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
  // A look can take as long as the rule itself, and the caller has asked to stop.
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
