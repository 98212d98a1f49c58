import { type Executor, storedBytes } from "@handsfree/query";
import type { Database, PendingActionRow } from "@handsfree/schema";
import type { SelectQueryBuilder } from "kysely";
import { inBatches } from "../keys-by-age.ts";
import { largeContents } from "../large-contents.ts";
import { forEach } from "../work/for-each.ts";

/** The number of concurrent changes. On DuckDB they share statements and commits; more would exhaust a pool. */
export const sweepSize = 100;

const keys = {
  table: "pending_actions",
  key: "id",
  contents: largeContents.pending_actions,
} as const;

/** The number of actions that a sweep found, and that it moved. */
interface Swept {
  readonly found: number;
  readonly moved: number;
}

/**
 * Calls `move` for each action that a query finds. Rows are read in batches that fit in memory. Another sweep or a
 * person may change an action after the query.
 *
 * @param move returns whether it moved the action.
 */
export async function sweepActions(
  db: Executor<Database>,
  query: SelectQueryBuilder<Database, "pending_actions", object>,
  move: (row: PendingActionRow) => Promise<boolean>,
): Promise<Swept> {
  const found = await query.select(["id as key", storedBytes(keys.contents).as("bytes")]).execute();
  let moved = 0;
  for await (const batch of inBatches(db, keys, found, { rows: sweepSize })) {
    const ids = batch.map(({ key }) => key);
    const rows = await db
      .selectFrom("pending_actions")
      .selectAll()
      .where("id", "in", ids)
      .execute();
    moved += (await forEach(db, rows, move)).filter(Boolean).length;
  }
  return { found: found.length, moved };
}
