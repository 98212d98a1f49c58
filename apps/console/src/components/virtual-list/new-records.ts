/** Records that came after a list was read. */
export interface NewRecords {
  /** The ids of the last of them. */
  readonly ids: readonly string[];
  /** How many others there are. */
  readonly others: number;
}

/** So many ids are kept. */
const mostIds = 200;

/** No record. */
export const noNewRecords: NewRecords = { ids: [], others: 0 };

/** Adds records. @param added their ids; null for one without. */
export function addNewRecords(
  { ids, others }: NewRecords,
  added: readonly (string | null)[],
): NewRecords {
  const known = added.filter((id) => id !== null);
  const all = [...ids, ...known];
  const kept = all.slice(-mostIds);
  return { ids: kept, others: others + added.length - known.length + all.length - kept.length };
}

/** How many of them a list does not have yet: what a person has just made can be in it before its event comes. */
export function countNewRecords(
  { ids, others }: NewRecords,
  listed: readonly { readonly id: string }[],
): number {
  if (ids.length === 0) return others;
  const known = new Set(listed.map(({ id }) => id));
  return others + ids.filter((id) => !known.has(id)).length;
}
