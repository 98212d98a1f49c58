import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { requireObject, requireText, requireTime } from "../validate.ts";

/** How many forged deliveries of a source came in an hour of UTC. */
export interface WebhookRejectionCount {
  readonly source: string;
  /** When the hour began. */
  readonly hour: Date;
  /** How many are events. */
  readonly kept: number;
  /** How many came when the hour's were full, and are only counted. */
  readonly dropped: number;
}

/**
 * The hours in which forged deliveries came, from `since` on, the newest first.
 *
 * @throws {InvalidInputError} naming the field.
 */
export async function countWebhookRejections(
  db: Executor<Database>,
  filter: { readonly since: Date; readonly source?: string | undefined },
): Promise<WebhookRejectionCount[]> {
  requireCall(db);
  const { since, source } = requireObject("filter", filter);
  let query = db
    .selectFrom("webhook_rejection_counts")
    .select(["source", "hour", "kept", "dropped"])
    .where("hour", ">=", requireTime("since", since));
  if (source !== undefined) query = query.where("source", "=", requireText("source", source));
  return query.orderBy("hour", "desc").orderBy("source").execute();
}
