import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql, type UpdateQueryBuilder, type UpdateResult } from "kysely";
import { allInOneCase } from "../one-case.ts";
import { escapeSlashes } from "../composed-key.ts";

const hourMilliseconds = 3_600_000;

/** An hour (UTC) in which a source's forged deliveries are counted. */
export interface RejectionHour {
  readonly source: string;
  /** The start of the hour. */
  readonly hour: Date;
  /** The key of its row. */
  readonly key: string;
}

export function rejectionHour(source: string, at: Date): RejectionHour {
  const hour = new Date(Math.floor(at.getTime() / hourMilliseconds) * hourMilliseconds);
  return { source, hour, key: `${escapeSlashes(source)}/${hour.toISOString()}` };
}

/** Inserts the row of counts, unless it exists. */
export async function beginRejectionHour(
  db: Executor<Database>,
  { source, hour, key }: RejectionHour,
): Promise<void> {
  await db
    .insertInto("webhook_rejection_counts")
    .values({ hour_key: key, source, hour, kept: 0, dropped: 0 })
    .onConflict((conflict) => conflict.column("hour_key").doNothing())
    .execute();
}

export type CountUpdate = UpdateQueryBuilder<
  Database,
  "webhook_rejection_counts",
  "webhook_rejection_counts",
  UpdateResult
>;

/** Counts one kept delivery, if the hour has room for it. */
export function countKept(
  db: Executor<Database>,
  { key }: RejectionHour,
  perHour: number,
): CountUpdate {
  return db
    .updateTable("webhook_rejection_counts")
    .set({ kept: sql`kept + 1` })
    .where("hour_key", "=", key)
    .where((row) => allInOneCase([row("kept", "<", perHour), row("dropped", ">=", 0)]));
}

/** Counts deliveries that are not kept. */
export function countDropped(
  db: Executor<Database>,
  { key }: RejectionHour,
  count: number,
): CountUpdate {
  return db
    .updateTable("webhook_rejection_counts")
    .set({ dropped: sql`dropped + ${sql.lit(count)}` })
    .where("hour_key", "=", key);
}
