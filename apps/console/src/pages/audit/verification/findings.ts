/** What each kind of finding means. The names are those of the API. */
const words: Readonly<Record<string, string>> = {
  edited_row: "A record was changed after it was sealed",
  deleted_row: "A sealed record is missing",
  inserted_row: "A record turned up among sealed ones",
  unrecorded_removal: "The content of a record was removed, and the trail does not say so",
  undone_removal: "A record has content again that was removed",
  altered_removals: "The list of removed contents was changed",
  altered_leaves: "A digest of a record was changed",
  missing_leaves: "Digests of records are missing",
  reordered_leaves: "The order of the digests was changed",
  stray_leaves: "There are digests that no entry has sealed",
  altered_pruning: "What was deleted by retention does not match its entry",
  missing_entry: "Entries are missing from here on",
  altered_entry: "The entry was changed",
  broken_link: "The entry does not follow the one before it",
  missing_signature: "The entry is not signed",
  invalid_signature: "The signature of the entry is not valid",
  truncated: "The trail ends before the head that you kept",
  rewritten: "The trail has another entry at the place of the head that you kept",
};

/** Says what a finding of a verification means. */
export function describeFinding(kind: string): string {
  return words[kind] ?? kind.replaceAll("_", " ");
}
