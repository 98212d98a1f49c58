import { type Executor, storedBytes } from "@handsfree/query";
import type { ActionLogRow, Database } from "@handsfree/schema";
import { sql } from "kysely";
import { type Context, requireCall, systemContext } from "../context.ts";
import { inBatches } from "../keys-by-age.ts";
import { largeContents } from "../large-contents.ts";
import { allInOneCase } from "../one-case.ts";
import { requireObject, requireWhole } from "../validate.ts";
import { changedRows } from "../changed-rows.ts";
import { actionLogLimits } from "./limits.ts";

/** The digest of the request is removed with the key, since the request could be guessed from an unsalted digest. */
const freed = { owned_key: null, request_digest: null };

/**
 * Frees the key that a row owned when it was read, if the row still owns it. The row's `idempotency_key` and its other
 * content stay.
 */
export async function freeKey(
  db: Executor<Database>,
  { id, owned_key }: Pick<ActionLogRow, "id" | "owned_key">,
): Promise<void> {
  await db
    .updateTable("action_logs")
    .set(freed)
    .where("id", "=", id)
    .where((row) =>
      allInOneCase([row("owned_key", "=", owned_key), row("action_type", "is not", null)]),
    )
    .execute();
}

/**
 * Frees expired keys, the oldest first. This keeps the index small. Callers do not depend on it: an expired key can be
 * used again even before it is freed.
 *
 * @param limit the maximum number of keys, from 1 to 1000. Default 1000.
 * @returns the number of freed keys; if it is less than the limit, none are left.
 * @throws {InvalidInputError} for an invalid limit.
 */
export async function freeExpiredKeys(
  db: Executor<Database>,
  options: { readonly limit?: number | undefined } = {},
  context: Context = systemContext,
): Promise<number> {
  requireCall(db, context);
  const { limit = actionLogLimits.freedKeys } = requireObject("options", options);
  requireWhole("limit", limit, 1, actionLogLimits.freedKeys);
  const now = context.now();
  const due = await db
    .selectFrom("action_logs")
    .select(["id as key", storedBytes(keys.contents).as("bytes")])
    .where("owned_key", "is not", null)
    .where("key_expires_at", "<=", now)
    .orderBy("key_expires_at")
    .limit(limit)
    .execute();
  let count = 0;
  // In batches by size, since DuckDB rewrites the whole row when an indexed column changes.
  for await (const batch of inBatches(db, keys, due, { rows: limit })) {
    const ids = batch.map(({ key }) => key);
    const changed = await changedRows(
      db
        .updateTable("action_logs")
        .set(freed)
        .where("id", "in", sql<string>`(select unnest(cast(${ids} as uuid[])))`)
        // Repeated, since another call can free a key, and its user can use it again, in between.
        .where("owned_key", "is not", null)
        .where("key_expires_at", "<=", now),
    );
    count += changed;
  }
  return count;
}

const keys = {
  table: "action_logs",
  key: "id",
  contents: largeContents.action_logs,
} as const;
