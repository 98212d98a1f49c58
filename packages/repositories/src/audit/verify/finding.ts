/** What can be wrong with an audit trail. */
export type AuditFindingKind =
  /** A sealed row is not what it was. */
  | "edited_row"
  /** A sealed row is gone, and no pruning says so. */
  | "deleted_row"
  /** A row lies behind what is sealed, and no seal holds it. */
  | "inserted_row"
  /** A row's content or user was removed, and no entry says so. */
  | "unrecorded_removal"
  /** A row has the content again that an entry says was removed. */
  | "undone_removal"
  /** The list of what an entry removed is not what it was. */
  | "altered_removals"
  /** A leaf is not what it was; without an id, nobody can tell which one. */
  | "altered_leaves"
  /** A seal has fewer leaves than it sealed rows. */
  | "missing_leaves"
  /** The leaves are those that were sealed, in another order. */
  | "reordered_leaves"
  /** Leaves of an entry that has none, be it because it was pruned. */
  | "stray_leaves"
  /** What an entry says of a pruning is not what was pruned. */
  | "altered_pruning"
  /** Entries are missing in the chain, from this number on. */
  | "missing_entry"
  /** An entry is not what was hashed. */
  | "altered_entry"
  /** An entry does not follow the one before it. */
  | "broken_link"
  /** An entry that has to be signed is not. */
  | "missing_signature"
  /** An entry's signature is none of a key that was given. */
  | "invalid_signature"
  /** The chain is shorter than the head that was kept elsewhere. */
  | "truncated"
  /** The chain has another entry in the place of the head that was kept elsewhere. */
  | "rewritten";

/** Something that is wrong, and where. */
export interface AuditFinding {
  readonly kind: AuditFindingKind;
  /** The action log. */
  readonly logId?: string;
  /** The number of the entry in the chain. */
  readonly entry?: number;
}
