import type { DeleteResult, UpdateResult } from "kysely";

/** Runs an update or a delete. @returns the number of changed rows. */
export async function changedRows(query: {
  executeTakeFirstOrThrow(): Promise<UpdateResult | DeleteResult>;
}): Promise<number> {
  const result = await query.executeTakeFirstOrThrow();
  return Number("numUpdatedRows" in result ? result.numUpdatedRows : result.numDeletedRows);
}
