import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import { freeExpiredKeys } from "../action-logs/free-keys.ts";
import { pruneAuditTrail } from "../audit/prune.ts";
import { removeLogContents } from "../audit/remove-contents.ts";
import { lookAt } from "./look.ts";
import { untilNone } from "./repeat.ts";
import { justAfter, type RetentionLimits, type RetentionRule } from "./rule.ts";
import { sweepRule } from "./sweep.ts";

/** Frees the keys of logs for other requests, and keeps the logs. */
export const idempotencyKeysRule: RetentionRule = {
  look: (db, { before }) =>
    lookAt(db, {
      table: "action_logs",
      time: "created_at",
      scope: sql`(owned_key is not null and key_expires_at is not null)`,
      isDue: sql`key_expires_at <= ${before}`,
    }),
  remove: (db, { limits, batchSize, context }) => {
    const whenDue = { ...context, now: () => limits.before };
    return untilNone(db, () => freeExpiredKeys(db, { limit: batchSize }, whenDue));
  },
};

/** The key is removed with the content, so a log with an unexpired key keeps both until its expiry. */
export const actionLogContentRule: RetentionRule = sweepRule({
  table: "action_logs",
  key: "id",
  time: "created_at",
  scope: sql`(target is not null or request is not null or result is not null or idempotency_key is not null)`,
  due: ({ now, before }) => sql`(created_at <= ${before} and
    (owned_key is null or key_expires_at is null or key_expires_at <= ${now}))`,
  remove: async (transaction, { which, context }) => {
    const due = await transaction.selectFrom("action_logs").select("id").where(which).execute();
    const ids = due.map(({ id }) => id);
    return (await removeLogContents(transaction, { ids }, {}, context)).count;
  },
});

/** Removes whole seals, so that the rest of the trail still verifies. */
export const actionLogsRule: RetentionRule = {
  look: async (db, limits) => {
    const { rows } = await pruneAuditTrail(db, { before: justAfter(limits), dryRun: true });
    return { due: rows, oldestLeft: await findOldestKept(db, limits) };
  },
  remove: (db, { limits, batchSize, context }) => {
    const pruning = { before: justAfter(limits), limit: batchSize };
    return untilNone(db, async () => (await pruneAuditTrail(db, pruning, context)).rows);
  },
};

/** A log is kept while it is unsealed, or its seal has later logs. */
async function findOldestKept(
  db: Executor<Database>,
  limits: RetentionLimits,
): Promise<Date | null> {
  const { oldest } = await db
    .selectFrom("action_logs")
    .select((row) => row.fn.min<Date | null>("created_at").as("oldest"))
    .where("id", "not in", (where) =>
      where
        .selectFrom("audit_leaves")
        .innerJoin("audit_seals", "audit_seals.number", "audit_leaves.seal_number")
        .select("audit_leaves.log_id")
        .where("audit_seals.last_at", "<", justAfter(limits)),
    )
    .executeTakeFirstOrThrow();
  return oldest;
}
