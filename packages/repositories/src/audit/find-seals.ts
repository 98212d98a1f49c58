import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { requireCall } from "../context.ts";
import { isOneOf } from "../one-of.ts";
import { requireUuids } from "../validate.ts";

/** Where a log is in the chain of the audit trail. */
export interface LogSeal {
  /** The number of the entry that sealed it. */
  readonly entry: number;
  /** The place of the log within that entry, from 0. */
  readonly position: number;
  /** SHA-256 of the log as it was sealed, in hexadecimal. */
  readonly rowHash: string;
  readonly sealedAt: Date;
  readonly isSigned: boolean;
}

/**
 * Finds where logs are in the chain, by one statement. It does not verify anything.
 *
 * @returns the places by the ids of the logs. A log that is not sealed yet is missing.
 * @throws {InvalidInputError} for an id that is not a UUID.
 */
export async function findLogSeals(
  db: Executor<Database>,
  logIds: readonly string[],
): Promise<ReadonlyMap<string, LogSeal>> {
  requireCall(db);
  const ids = requireUuids("logIds", logIds);
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("audit_leaves")
    .innerJoin("audit_seals", "audit_seals.number", "audit_leaves.seal_number")
    .select([
      "audit_leaves.log_id",
      "audit_leaves.position",
      "audit_leaves.row_hash",
      "audit_seals.number",
      "audit_seals.sealed_at",
      "audit_seals.signature",
    ])
    .where(isOneOf("audit_leaves.log_id", "uuid", ids))
    .execute();
  return new Map(
    rows.map((row) => [
      row.log_id,
      {
        entry: row.number,
        position: row.position,
        rowHash: row.row_hash,
        sealedAt: row.sealed_at,
        isSigned: row.signature !== null,
      },
    ]),
  );
}
