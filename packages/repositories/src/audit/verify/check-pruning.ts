import type { Executor } from "@handsfree/query";
import type { Database } from "@handsfree/schema";
import { countRows, pruningHash } from "../delete-seals.ts";
import { type AuditEntry, selectEntries, toEntry } from "../entry.ts";
import { merkleRoot } from "../merkle.ts";
import type { AuditFinding } from "./finding.ts";

/** Compares a pruning with the seals in its range. */
export async function checkPruning(
  db: Executor<Database>,
  { number, count, root, firstNumber, lastNumber }: AuditEntry,
): Promise<AuditFinding[]> {
  const rows = await selectEntries(db)
    .where("number", ">=", firstNumber)
    .where("number", "<=", lastNumber)
    .where("kind", "in", ["rows", "late"])
    .orderBy("number")
    .execute();
  const seals = rows.map(toEntry);
  const isRight =
    (lastNumber ?? Infinity) < number &&
    countRows(seals) === count &&
    merkleRoot(seals.map(pruningHash)) === root;
  return isRight ? [] : [{ kind: "altered_pruning", entry: number }];
}
