import type { KeyObject } from "node:crypto";
import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { freeExpiredKeys } from "../action-logs/free-keys.ts";
import { maximumSealSize, sealActionLogs } from "../audit/seal.ts";
import { requirePrivateKey } from "../audit/signature.ts";
import { removeExpiredCommandContent } from "../commands/remove-expired.ts";
import { type Context, requireCall } from "../context.ts";
import { abandonExpiredExecutions } from "../pending-actions/execution/abandon-expired.ts";
import { expirePendingActions } from "../pending-actions/expire.ts";
import { snakeCaseRule } from "../retention/parse-policy.ts";
import { retentionDays, type RetentionPolicy } from "../retention/policy.ts";
import { retried } from "../retention/repeat.ts";
import { runRetention } from "../retention/run.ts";
import { deadLetterExhaustedWebhookEvents } from "../webhook-events/inbox/dead-letter.ts";
import { drain } from "./drain.ts";
import { ifGiven, requireObject, requireSignal } from "../validate.ts";

/** What upkeep goes by. */
export interface UpkeepOptions {
  /** The Ed25519 key that seals of the audit trail are signed with. Default: they are not signed. */
  readonly privateKey?: KeyObject | undefined;
  /** What is removed by age, once a day; an empty one is `retentionDefaults`. Default: nothing is. */
  readonly retention?: RetentionPolicy | undefined;
}

/** How a job is done. */
export interface UpkeepRun {
  readonly db: Executor<Database>;
  /** Ends it after the batch that is under way. */
  readonly signal?: AbortSignal | undefined;
  readonly context?: Context | undefined;
}

/** Work that has to be done now and then. By whom does not matter, and any number may do it at once. */
export interface UpkeepJob {
  readonly name: string;
  /** How long to wait between two times, in seconds. */
  readonly everySeconds: number;
  /** Does all that is due. @returns how many records it was done to, by what was done. */
  readonly run: (run: UpkeepRun) => Promise<Readonly<Record<string, number>>>;
}

/** The most that a step does. */
const limit = 500;
const minute = 60;
const day = 24 * 3600;

/**
 * The jobs that keep a database in order. But for retention, which is only among them where there is a policy,
 * they delete nothing that anybody could still see: what has expired is so already to whoever reads it, and
 * here it is put down as such. Words that were to be kept until a time are removed at that time in any case,
 * since that is what their user was told.
 *
 * @throws {InvalidInputError} for a policy or a key that cannot be used.
 */
export function upkeepJobs(options: UpkeepOptions = {}): readonly UpkeepJob[] {
  const { privateKey, retention } = requireObject("options", options);
  ifGiven("privateKey", privateKey, requirePrivateKey);
  if (retention !== undefined) retentionDays(requireObject("retention", retention));
  const seal: UpkeepJob = {
    name: "seal_logs",
    everySeconds: minute,
    run: async ({ db, signal, context }) => {
      let late = 0;
      const sealed = await drain(signal, async () => {
        const how = { limit: maximumSealSize, privateKey };
        const sealing = await sealActionLogs(db, how, context);
        late = sealing.late;
        return { done: sealing.rows, more: sealing.rows >= maximumSealSize };
      });
      return { sealed, late };
    },
  };
  const byAge = retention === undefined ? [] : [retentionJob(retention)];
  const jobs = [
    expireActions,
    abandonExecutions,
    buryEvents,
    removeExpiredContent,
    freeKeys,
    seal,
    ...byAge,
  ];
  return jobs.map(checkingItsRun);
}

/** Once the signal is aborted a job calls nothing that would find out. */
function checkingItsRun(job: UpkeepJob): UpkeepJob {
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

const expireActions: UpkeepJob = {
  name: "expire_actions",
  everySeconds: minute,
  run: async ({ db, signal, context }) => ({
    expired: await drain(signal, async () => {
      const done = await expirePendingActions(db, { limit }, context);
      return { done, more: done === limit };
    }),
  }),
};

const abandonExecutions: UpkeepJob = {
  name: "abandon_executions",
  everySeconds: minute,
  run: async ({ db, signal, context }) => ({
    abandoned: await drain(signal, async () => {
      const { abandoned, more } = await abandonExpiredExecutions(db, { limit }, context);
      return { done: abandoned, more };
    }),
  }),
};

const buryEvents: UpkeepJob = {
  name: "bury_webhook_events",
  everySeconds: minute,
  run: async ({ db, signal, context }) => ({
    dead: await drain(signal, async () => {
      const { deadLettered, more } = await deadLetterExhaustedWebhookEvents(db, {}, context);
      return { done: deadLettered, more };
    }),
  }),
};

const freeKeys: UpkeepJob = {
  name: "free_keys",
  everySeconds: 10 * minute,
  run: async ({ db, signal, context }) => ({
    freed: await drain(signal, async () => {
      const done = await retried(db, () => freeExpiredKeys(db, { limit }, context));
      return { done, more: done === limit };
    }),
  }),
};

/** Not on record one by one, as retention is: the command says itself since when its words are gone. */
const removeExpiredContent: UpkeepJob = {
  name: "remove_expired_content",
  everySeconds: 10 * minute,
  run: async ({ db, signal, context }) => ({
    removed: await drain(signal, async () => {
      const { transcripts, entities } = await retried(db, () =>
        removeExpiredCommandContent(db, { limit }, context),
      );
      return { done: transcripts + entities, more: transcripts === limit || entities === limit };
    }),
  }),
};

function retentionJob(policy: RetentionPolicy): UpkeepJob {
  return {
    name: "retention",
    everySeconds: day,
    run: async ({ db, signal, context }) => {
      const { rules } = await runRetention(db, { policy, signal }, context);
      return Object.fromEntries(rules.map(({ rule, removed }) => [snakeCaseRule(rule), removed]));
    },
  };
}
