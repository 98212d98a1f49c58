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

/** The digest of the request goes with the key that it was for: unsalted, it could be guessed from. */
const freed = { owned_key: null, request_digest: null };

/**
 * Frees the key that a row owned when it was read, unless it owns it no longer. Of what the row tells nothing
 * changes, and its `idempotency_key` still tells which key it was.
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
 * Frees keys that have expired, the oldest first. Nothing waits for it: a key that has expired is free
 * already to whoever uses it again. It keeps the index small.
 *
 * @param limit at most so many, from 1 to 1000. Default 1000.
 * @returns how many were freed; fewer than the limit when there are no more.
 * @throws {InvalidInputError} for a bad limit.
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
  // To change an indexed column DuckDB writes the row anew, with all that is in it.
  for await (const batch of inBatches(db, keys, due, { rows: limit })) {
    const ids = batch.map(({ key }) => key);
    const changed = await changedRows(
      db
        .updateTable("action_logs")
        .set(freed)
        .where("id", "in", sql<string>`(select unnest(cast(${ids} as uuid[])))`)
        // Another can have freed it, and its user can have used it again.
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
