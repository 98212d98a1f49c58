import { type RawBuilder, sql } from "kysely";
import { changedRows } from "../changed-rows.ts";
import { eraseAll, erasedAtOnce, type Erasure } from "./batches.ts";

/** The condition that another caller's request keeps its answer. */
export function othersAnswers(userId: string): RawBuilder<boolean> {
  return sql<boolean>`(caller_id <> ${userId} and (body is not null or location is not null))`;
}

/**
 * Removes the kept answers of all callers, each of which can hold a record of the person. The requests stay, so that
 * none is carried out twice.
 */
export async function eraseAnswers(erasure: Erasure): Promise<void> {
  await eraseAll(erasure, async (transaction) => {
    const kept = await transaction
      .selectFrom("idempotent_requests")
      .select("owned_key")
      .where((row) => row.or([row("body", "is not", null), row("location", "is not", null)]))
      .limit(erasedAtOnce)
      .execute();
    if (kept.length === 0) return {};
    const keys = kept.map(({ owned_key }) => owned_key);
    const cleared = await changedRows(
      transaction
        .updateTable("idempotent_requests")
        .set({ body: null, location: null })
        .where("owned_key", "in", keys),
    );
    return { idempotent_requests: { cleared } };
  });
}
