import { type Executor, inTransaction, storedBytes } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { type SelectQueryBuilder, sql } from "kysely";
import { type Context, requireCall, systemContext } from "../context.ts";
import { takeBatch } from "../keys-by-age.ts";
import { largeContents } from "../large-contents.ts";
import { requireBoolean, requireObject, requireTime, requireWhole } from "../validate.ts";

/** A larger batch would block other writers. */
const largestBatch = 1000;

/** Options of `removeWebhookPayloads`. */
export interface PayloadRemoval {
  /** Only events that were received before this time. */
  readonly receivedBefore: Date;
  /** The maximum per call, from 1 to 1000. Default 500. */
  readonly limit?: number | undefined;
  /** Counts all such bodies and removes none. Default false. */
  readonly dryRun?: boolean | undefined;
}

/** The number of removed bodies, or of those that a dry run found. */
export interface RemovedPayloads {
  readonly events: number;
  /** The size of the bodies, without those of an earlier release. */
  readonly bytes: number;
}

/**
 * Removes old bodies, the oldest first, in one transaction of at most `limit` events, and of fewer if they are large.
 * Call it until it removes none. The rest of the event stays: its headers, the length and the digest of the body, and
 * the time of the removal. Bodies of events that are still to be processed stay as well, at any age.
 *
 * @throws {InvalidInputError} for an invalid time or limit.
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
      // The event may have been claimed, or lost its body, since it was found.
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

/** The states in which the body is still to be read. */
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
