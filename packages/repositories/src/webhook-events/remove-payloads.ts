import { type Executor, inTransaction, storedBytes } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type SelectQueryBuilder, sql } from "kysely";
import { type Context, requireCall, systemContext } from "../context.ts";
import { takeBatch } from "../keys-by-age.ts";
import { largeContents } from "../large-contents.ts";
import { requireBoolean, requireObject, requireTime, requireWhole } from "../validate.ts";

/** More would hold other writers up. */
const largestBatch = 1000;

/** Options of `removeWebhookPayloads`. */
export interface PayloadRemoval {
  /** Of the events that were received before this time. */
  readonly receivedBefore: Date;
  /** The most at once, from 1 to 1000. Default 500. */
  readonly limit?: number | undefined;
  /** Only counts, all that there are. Default false. */
  readonly dryRun?: boolean | undefined;
}

/** What was removed, or would be. */
export interface RemovedPayloads {
  readonly events: number;
  /** Of their bodies; those of an earlier release are not counted. */
  readonly bytes: number;
}

/**
 * Removes bodies whose time is over, the oldest first, in one transaction of at most `limit`, and of fewer where
 * they are large; call it until it removes none. What else is known of the events stays: their headers, the length and the digest of the body, and
 * since when it is gone. The body of an event that still waits for its work stays as well, however old.
 *
 * @throws {InvalidInputError} for a bad time or limit.
 */
export async function removeWebhookPayloads(
  db: Executor<Database>,
  removal: PayloadRemoval,
  context: Context = systemContext,
): Promise<RemovedPayloads> {
  requireCall(db, context);
  const { receivedBefore, limit = 500, dryRun = false } = requireObject("removal", removal);
  requireBoolean("dryRun", dryRun);
  requireTime("receivedBefore", receivedBefore);
  requireWhole("limit", limit, 1, largestBatch);
  if (dryRun) return countRemovable(db, receivedBefore);
  const now = context.now();
  return inTransaction(db, async (transaction) => {
    const oldest = await removable(transaction, receivedBefore)
      .select(["id as key", storedBytes(bodies.contents).as("bytes")])
      .orderBy("received_at")
      .orderBy("id")
      .limit(limit)
      .execute();
    const batch = await takeBatch(transaction, bodies, oldest);
    if (batch.length === 0) return { events: 0, bytes: 0 };
    const removed = await transaction
      .updateTable("webhook_events")
      .set({ body: null, payload: null, payload_removed_at: now })
      .where(
        "id",
        "in",
        batch.map(({ key }) => key),
      )
      // Somebody else may have removed it, or begun to work on it, since it was looked for.
      .where("payload_removed_at", "is", null)
      .where("state", "not in", waiting)
      .returning("body_bytes")
      .execute();
    return {
      events: removed.length,
      bytes: removed.reduce((sum, { body_bytes: bytes }) => sum + (bytes ?? 0), 0),
    };
  });
}

const bodies = {
  table: "webhook_events",
  key: "id",
  contents: largeContents.webhook_events,
} as const;

/** The states in which somebody is yet to read the body. */
const waiting = ["received", "processing", "failed"] as const;

function removable(
  db: Executor<Database>,
  receivedBefore: Date,
): SelectQueryBuilder<Database, "webhook_events", unknown> {
  return db
    .selectFrom("webhook_events")
    .where("received_at", "<", receivedBefore)
    .where("payload_removed_at", "is", null)
    .where("state", "not in", waiting)
    .where((row) => row.or([row("body", "is not", null), row("payload", "is not", null)]));
}

async function countRemovable(
  db: Executor<Database>,
  receivedBefore: Date,
): Promise<RemovedPayloads> {
  return removable(db, receivedBefore)
    .select((row) => row.fn.countAll<number>().as("events"))
    .select(sql<number>`cast(coalesce(sum(body_bytes), 0) as bigint)`.as("bytes"))
    .executeTakeFirstOrThrow();
}
