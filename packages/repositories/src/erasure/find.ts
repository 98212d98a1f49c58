import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { sha256 } from "../token.ts";
import { requireObject, requireUuid } from "../validate.ts";
import { type ErasureReceipt, toReceipt } from "./receipt.ts";

/** A receipt's own id, or the person, whose latest receipt is found. */
export type ErasureKey = { readonly id: string } | { readonly userId: string };

/**
 * Finds the receipt of an erasure.
 *
 * @throws {InvalidInputError} if the id is not a UUID.
 */
export async function findErasure(
  db: Executor<Database>,
  key: ErasureKey,
): Promise<ErasureReceipt | undefined> {
  requireCall(db);
  requireObject("key", key);
  const query = db.selectFrom("erasures").selectAll();
  const row =
    "id" in key
      ? await query.where("id", "=", requireUuid("id", key.id)).executeTakeFirst()
      : await query
          .where("subject_sha256", "=", sha256(requireUuid("userId", key.userId)))
          .orderBy("started_at", "desc")
          .orderBy("id", "desc")
          .limit(1)
          .executeTakeFirst();
  return row && toReceipt(row);
}

/** Gets the receipt of an existing erasure. */
export async function getErasure(db: Executor<Database>, id: string): Promise<ErasureReceipt> {
  const row = await db
    .selectFrom("erasures")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirstOrThrow();
  return toReceipt(row);
}
