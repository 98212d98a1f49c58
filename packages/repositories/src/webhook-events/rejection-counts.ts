import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { requireObject, requireText, requireTime } from "../validate.ts";

/** The number of forged deliveries of a source in one hour (UTC). */
export interface WebhookRejectionCount {
  readonly source: string;
  /** The start of the hour. */
  readonly hour: Date;
  /** The number stored as events. */
  readonly kept: number;
  /** The number that came after the hour's limit was reached, and were only counted. */
  readonly dropped: number;
}

/**
 * Lists the hours since `since` in which forged deliveries came, newest first.
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
