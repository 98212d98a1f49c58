import type { Selectable } from "kysely";
import type { CreatedAt, JsonText } from "./column.ts";
import type { AuditEntryKind } from "./vocabulary.ts";

/** One entry of the chain that commits to the action logs. Hashes are SHA-256 in lower-case hexadecimal. */
export interface AuditSealTable {
  /** From 1, without gaps. */
  number: number;
  kind: AuditEntryKind;
  /** How many rows were sealed, lost their content, or were deleted. */
  count: number;
  /** The times of the earliest and the latest row. */
  first_at: Date | null;
  last_at: Date | null;
  /** For a pruning: the first and last seal whose rows were deleted. */
  first_number: number | null;
  last_number: number | null;
  /** The Merkle root (RFC 9162) of the row hashes, of the removals, or of the pruned seals' hashes. */
  root: string;
  previous_hash: string | null;
  hash: string;
  /** The key that signed; null when none did. */
  key_id: string | null;
  /** Ed25519 over the hash, base64. */
  signature: string | null;
  sealed_at: CreatedAt;
}

/** The hash of one sealed row, at its place in its seal. */
export interface AuditLeafTable {
  log_id: string;
  seal_number: number;
  /** From 0. */
  position: number;
  row_hash: string;
}

/** A row that an entry of kind `removal` covers. It remains when the row is deleted. */
export interface AuditRemovalTable {
  log_id: string;
  /** The number of the entry. */
  number: number;
  /** Whether the row's user was removed too. */
  anonymized: boolean;
}

/** The receipt of a person's erasure. */
export interface ErasureTable {
  id: string;
  /** SHA-256 of the erased user's id. */
  subject_sha256: string;
  requested_by: string | null;
  reason: string | null;
  /** The number of changed rows of each table; null until the erasure is finished. */
  report: JsonText | null;
  started_at: CreatedAt;
  finished_at: Date | null;
}

/** The receipt of an erasure as it is read. */
export type ErasureRow = Selectable<ErasureTable>;
