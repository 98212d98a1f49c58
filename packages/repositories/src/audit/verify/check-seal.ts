import type { AuditEntry } from "../entry.ts";
import { merkleRoot } from "../merkle.ts";
import type { AuditFinding } from "./finding.ts";
import type { SealedRow } from "./sealed-rows.ts";

/** Compares the rows and leaves of a seal with its root. */
export function checkSeal(seal: AuditEntry, sealed: readonly SealedRow[]): AuditFinding[] {
  const entry = seal.number;
  const leaves = checkLeaves(seal, sealed);
  // If the rows make the root and the leaves do not, the leaves were altered.
  const rowsAreRight = leaves.length > 0 && rowsMake(seal.root, sealed);
  const rows = sealed.flatMap(({ logId, row, leafHash }): AuditFinding[] => {
    if (row === undefined) return [{ kind: "deleted_row", logId, entry }];
    if (row.hash === leafHash) {
      return row.isRemovalRecorded ? [] : [{ kind: "unrecorded_removal", logId, entry }];
    }
    return [{ kind: rowsAreRight ? "altered_leaves" : "edited_row", logId, entry }];
  });
  return rowsAreRight && rows.some(({ kind }) => kind === "altered_leaves")
    ? rows
    : [...leaves, ...rows];
}

function checkLeaves(seal: AuditEntry, sealed: readonly SealedRow[]): AuditFinding[] {
  const entry = seal.number;
  if (sealed.length < seal.count) return [{ kind: "missing_leaves", entry }];
  const inPlace = sealed.every(({ position }, index) => position === index);
  if (inPlace && merkleRoot(sealed.map(({ leafHash }) => leafHash)) === seal.root) return [];
  const inOrder = sealed.toSorted(compareTimes);
  const reordered = merkleRoot(inOrder.map(({ leafHash }) => leafHash)) === seal.root;
  return [{ kind: reordered ? "reordered_leaves" : "altered_leaves", entry }];
}

function rowsMake(root: string, sealed: readonly SealedRow[]): boolean {
  const hashes = sealed.map(({ row }) => row?.hash);
  return hashes.every((hash) => hash !== undefined) && merkleRoot(hashes) === root;
}

/** The order in which rows are sealed. */
function compareTimes(
  { row: a, logId: aId }: SealedRow,
  { row: b, logId: bId }: SealedRow,
): number {
  if (a === undefined || b === undefined) return 0;
  if (a.loggedAt !== b.loggedAt) return a.loggedAt < b.loggedAt ? -1 : 1;
  return aId < bId ? -1 : 1;
}
