import type { KeyObject } from "node:crypto";
import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { sql } from "kysely";
import type { Context } from "../context.ts";
import { deleteEvents } from "../feed/delete-events.ts";
import { appendEntry, changeChain } from "./chain.ts";
import type { AuditEntry } from "./entry.ts";
import { leafHash, merkleRoot } from "./merkle.ts";
import { PrunedSeals } from "./pruned-seals.ts";

/** The hash of a leaf of a pruning's tree. The leaves are sorted by number. */
export function pruningHash({ number, hash }: Pick<AuditEntry, "number" | "hash">): string {
  return leafHash("audit_pruning", [number, hash]);
}

export function countRows(seals: readonly AuditEntry[]): number {
  return seals.reduce((rows, { count }) => rows + count, 0);
}

/**
 * Deletes the rows and leaves of seals, and appends the entry of the pruning, in one transaction.
 *
 * @param seals sorted by number, without a gap of a seal that stays.
 * @returns false if another caller pruned one of them first; then nothing was deleted.
 */
export function deleteSeals(
  db: Executor<Database>,
  seals: readonly AuditEntry[],
  privateKey: KeyObject | undefined,
  context: Context,
): Promise<boolean> {
  const first = seals[0]?.number ?? 0;
  const last = seals.at(-1)?.number ?? 0;
  return changeChain(db, async (transaction, lastEntry) => {
    const pruned = await PrunedSeals.read(transaction);
    if (seals.some(({ number }) => pruned.has(number))) return false;
    const sealed = sql<boolean>`id in (
      select log_id from audit_leaves where seal_number >= ${first} and seal_number <= ${last})`;
    await deleteEvents(transaction, "action_logs", sealed);
    await transaction
      .deleteFrom("audit_leaves")
      .where("seal_number", ">=", first)
      .where("seal_number", "<=", last)
      .execute();
    const content = {
      kind: "pruning" as const,
      count: countRows(seals),
      firstAt: null,
      lastAt: null,
      firstNumber: first,
      lastNumber: last,
      root: merkleRoot(seals.map(pruningHash)),
    };
    await appendEntry(transaction, lastEntry, content, privateKey, context);
    return true;
  });
}
