/** The kinds of faults in an audit trail. */
export type AuditFindingKind =
  /** A sealed row was changed. */
  | "edited_row"
  /** A sealed row is missing, and no pruning covers it. */
  | "deleted_row"
  /** A row is before the watermark, and no seal covers it. */
  | "inserted_row"
  /** The content or user of a row was removed, and no entry records it. */
  | "unrecorded_removal"
  /** An entry records the removal of a row's content, and the row has content again. */
  | "undone_removal"
  /** The list of the removals of an entry was changed. */
  | "altered_removals"
  /** A leaf was changed; without `logId`, it is unknown which one. */
  | "altered_leaves"
  /** A seal has fewer leaves than it sealed rows. */
  | "missing_leaves"
  /** The order of the leaves was changed. */
  | "reordered_leaves"
  /** There are leaves of an entry that should have none, for example because it was pruned. */
  | "stray_leaves"
  /** The entry of a pruning does not match the pruned seals. */
  | "altered_pruning"
  /** Entries of the chain are missing, from this number on. */
  | "missing_entry"
  /** An entry does not match its hash. */
  | "altered_entry"
  /** An entry does not refer to the hash of the previous one. */
  | "broken_link"
  /** An entry that must be signed has no signature. */
  | "missing_signature"
  /** The signature of an entry is not valid for any given key. */
  | "invalid_signature"
  /** The chain ends before the given head. */
  | "truncated"
  /** The chain has another entry at the position of the given head. */
  | "rewritten";

/** A fault, and its location. */
export interface AuditFinding {
  readonly kind: AuditFindingKind;
  /** The id of the action log. */
  readonly logId?: string;
  /** The number of the entry in the chain. */
  readonly entry?: number;
}
