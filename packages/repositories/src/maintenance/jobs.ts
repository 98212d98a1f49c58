import type { KeyObject } from "node:crypto";
import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { freeExpiredKeys } from "../action-logs/free-keys.ts";
import { auditLimits } from "../audit/limits.ts";
import { sealActionLogs } from "../audit/seal.ts";
import { requirePrivateKey } from "../audit/signature.ts";
import { removeExpiredCommandContent } from "../commands/remove-expired.ts";
import { type Context, requireCall } from "../context.ts";
import { idempotencyLimits } from "../idempotent-requests/limits.ts";
import { removeExpiredRequests } from "../idempotent-requests/remove-expired.ts";
import { abandonExpiredExecutions } from "../pending-actions/execution/abandon-expired.ts";
import { expirePendingActions } from "../pending-actions/expire.ts";
import { snakeCaseRule } from "../retention/parse-policy.ts";
import { retentionDays, type RetentionPolicy } from "../retention/policy.ts";
import { retried } from "../retried.ts";
import { runRetention } from "../retention/run.ts";
import { removeExpiredChallenges } from "../sessions/challenges.ts";
import { deadLetterExhaustedWebhookEvents } from "../webhook-events/inbox/dead-letter.ts";
import { ifGiven, requireObject, requireSignal } from "../validate.ts";

/** The settings of maintenance. */
export interface MaintenanceOptions {
  /** The Ed25519 key that seals of the audit trail are signed with. Default: they are not signed. */
  readonly privateKey?: KeyObject | undefined;
  /** The policy of the daily retention run; an empty one means `retentionDefaults`. Default: no retention. */
  readonly retention?: RetentionPolicy | undefined;
}

/** How a job is done. */
export interface MaintenanceRun {
  readonly db: Executor<Database>;
  /** Ends it after the batch that is under way. */
  readonly signal?: AbortSignal | undefined;
  readonly context?: Context | undefined;
}

/** Work that has to be done now and then. Any number of processes may do it at once. */
export interface MaintenanceJob {
  readonly name: string;
  /** How long to wait between two times, in seconds. */
  readonly everySeconds: number;
  /** Does all that is due. @returns how many records it was done to, by what was done. */
  readonly run: (run: MaintenanceRun) => Promise<Readonly<Record<string, number>>>;
}

/** The most that a step does. */
const limit = 500;
const minute = 60;
const day = 24 * 3600;

/**
 * The jobs that keep a database in order. But for retention, which is only among them where there is a policy,
 * they delete nothing that could still be seen: what has expired is so already to every reader, and
 * here it is put down as such. Words that were to be kept until a time are removed at that time in any case,
 * since that is what their user was told.
 *
 * @throws {InvalidInputError} for a policy or a key that cannot be used.
 */
export function maintenanceJobs(options: MaintenanceOptions = {}): readonly MaintenanceJob[] {
  const { privateKey, retention } = requireObject("options", options);
  ifGiven("privateKey", privateKey, requirePrivateKey);
  if (retention !== undefined) retentionDays(requireObject("retention", retention));
  const byAge = retention === undefined ? [] : [retentionJob(retention)];
  return [...jobs, sealJob(privateKey), ...byAge].map(checkingItsRun);
}

/** Once the signal is aborted a job calls nothing that would find out. */
function checkingItsRun(job: MaintenanceJob): MaintenanceJob {
  return {
    ...job,
    run: async (run) => {
      const { db, signal, context } = requireObject("run", run);
      requireCall(db, context);
      ifGiven("signal", signal, requireSignal);
      return job.run(run);
    },
  };
}

/** A job that repeats a step until there is no more to do, and what its count is called. */
function drains(
  name: string,
  everySeconds: number,
  counted: string,
  step: (run: MaintenanceRun) => Promise<DrainStep>,
): MaintenanceJob {
  return {
    name,
    everySeconds,
    run: async (run) => ({ [counted]: await drain(run.signal, () => step(run)) }),
  };
}

const jobs: readonly MaintenanceJob[] = [
  drains("expire_actions", minute, "expired", async ({ db, context }) => {
    const done = await expirePendingActions(db, { limit }, context);
    return { done, more: done === limit };
  }),
  drains("abandon_executions", minute, "abandoned", async ({ db, context }) => {
    const { abandoned, more } = await abandonExpiredExecutions(db, { limit }, context);
    return { done: abandoned, more };
  }),
  drains("dead_letter_webhook_events", minute, "dead", async ({ db, context }) => {
    const { deadLettered, more } = await deadLetterExhaustedWebhookEvents(db, {}, context);
    return { done: deadLettered, more };
  }),
  // Not on record one by one, as retention is: the command itself says since when its words are gone.
  drains("remove_expired_content", 10 * minute, "removed", async ({ db, context }) => {
    const { transcripts, entities } = await retried(db, () =>
      removeExpiredCommandContent(db, { limit }, context),
    );
    return { done: transcripts + entities, more: transcripts === limit || entities === limit };
  }),
  drains("remove_challenges", 10 * minute, "removed", async ({ db, context }) => ({
    done: await removeExpiredChallenges(db, context),
    more: false,
  })),
  drains("remove_requests", 10 * minute, "removed", async ({ db, context }) => {
    const done = await removeExpiredRequests(db, context);
    return { done, more: done === idempotencyLimits.removed };
  }),
  drains("free_keys", 10 * minute, "freed", async ({ db, context }) => {
    const done = await retried(db, () => freeExpiredKeys(db, { limit }, context));
    return { done, more: done === limit };
  }),
];

function sealJob(privateKey: KeyObject | undefined): MaintenanceJob {
  return {
    name: "seal_logs",
    everySeconds: minute,
    run: async ({ db, signal, context }) => {
      let late = 0;
      const sealed = await drain(signal, async () => {
        const how = { limit: auditLimits.sealSize, privateKey };
        const sealing = await sealActionLogs(db, how, context);
        late = sealing.late;
        return { done: sealing.rows, more: sealing.rows >= auditLimits.sealSize };
      });
      return { sealed, late };
    },
  };
}

function retentionJob(policy: RetentionPolicy): MaintenanceJob {
  return {
    name: "retention",
    everySeconds: day,
    run: async ({ db, signal, context }) => {
      const { rules } = await runRetention(db, { policy, signal }, context);
      return Object.fromEntries(rules.map(({ rule, removed }) => [snakeCaseRule(rule), removed]));
    },
  };
}

/** The result of one step, and whether more work may wait. */
interface DrainStep {
  readonly done: number;
  readonly more: boolean;
}

/**
 * Repeats a step as long as there may be more, or until the signal is aborted.
 *
 * @returns how much was done in all.
 */
async function drain(
  signal: AbortSignal | undefined,
  step: () => Promise<DrainStep>,
): Promise<number> {
  let total = 0;
  for (;;) {
    if (signal?.aborted) return total;
    const { done, more } = await step();
    total += done;
    if (!more) return total;
  }
}
