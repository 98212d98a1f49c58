import type { Database } from "@handsfree/schema";
import type { Kysely } from "kysely";
import { recordActionLog } from "../src/entries/action-logs.ts";
import type { Context } from "../src/context.ts";

const mebibyte = 1024 * 1024;

/** The most bytes that a statement may read: a batch, and one row larger than a batch. */
export const mostAtOnce: number = 5 * mebibyte;

/** A content of one MiB. */
export const megabyte: string = "x".repeat(mebibyte);

/** Records action logs of one MiB each, a second apart. */
export async function recordLargeLogs(
  db: Kysely<Database>,
  { userId, count }: { readonly userId: string; readonly count: number },
  context: Context & { advance(milliseconds: number): void },
): Promise<void> {
  for (let n = 0; n < count; n++) {
    await recordActionLog(
      db,
      { userId, actionType: "merge_pr", ok: true, request: { n, words: megabyte } },
      context,
    );
    context.advance(1000);
  }
}

const largest = new WeakMap<object, number>();

/** Wraps the database, and records the largest result of a statement in bytes. */
export function watchReads(db: Kysely<Database>): Kysely<Database> {
  const { adapter } = db.getExecutor();
  return db.withPlugin({
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      const bytes = result.rows.reduce((sum, row) => sum + bytesOf(row), 0);
      largest.set(adapter, Math.max(largest.get(adapter) ?? 0, bytes));
      return result;
    },
  });
}

/** The largest result of a statement, in bytes. */
export function largestRead(db: Kysely<Database>): number {
  return largest.get(db.getExecutor().adapter) ?? 0;
}

function bytesOf(row: object): number {
  return Object.values(row).reduce<number>((sum, value) => {
    if (typeof value === "string") return sum + Buffer.byteLength(value);
    return value instanceof Uint8Array ? sum + value.length : sum;
  }, 0);
}
