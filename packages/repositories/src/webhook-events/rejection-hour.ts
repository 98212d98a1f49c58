import { DatabaseError, engineOf } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql, type Transaction } from "kysely";
import { escapeSlashes } from "../composed-key.ts";

const hourMilliseconds = 3_600_000;
/** Another transaction can delete the row of counts, but hardly this often while one looks for it. */
const mostAttempts = 10;

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

/**
 * Reads how many deliveries of the hour were kept, and makes its row of counts if it is missing. Until the transaction
 * ends, no other one can change the row: PostgreSQL locks it, and DuckDB runs one transaction that writes at a time.
 *
 * @throws {DatabaseError} `write_conflict`, retryable, if the row is deleted again and again.
 */
export async function holdKept(
  transaction: Transaction<Database>,
  { source, hour, key }: RejectionHour,
): Promise<number> {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const counts = await transaction
      .selectFrom("webhook_rejection_counts")
      .select("kept")
      .where("hour_key", "=", key)
      .$if(engineOf(transaction) === "postgres", (query) => query.forUpdate())
      .executeTakeFirst();
    if (counts) return counts.kept;
    await transaction
      .insertInto("webhook_rejection_counts")
      .values({ hour_key: key, source, hour, kept: 0, dropped: 0 })
      .onConflict((conflict) => conflict.column("hour_key").doNothing())
      .execute();
  }
  throw new DatabaseError(
    "write_conflict",
    "the counts of forged deliveries are deleted again and again",
    { retryable: true },
  );
}

/** Adds to the hour's row of counts, which `holdKept` has made. */
export async function addCounts(
  transaction: Transaction<Database>,
  { key }: RejectionHour,
  { kept, dropped }: { readonly kept: number; readonly dropped: number },
): Promise<void> {
  await transaction
    .updateTable("webhook_rejection_counts")
    .set({ kept: sql`kept + ${kept}`, dropped: sql`dropped + ${dropped}` })
    .where("hour_key", "=", key)
    .execute();
}
