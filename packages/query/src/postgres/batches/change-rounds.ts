import { inKeyOrder } from "./key-column.ts";

/**
 * If many changes are of one row, either one wins and no other matches any more, or each of them counts and further
 * rounds would not save statements.
 */
const mostRounds = 2;

/** Statements for changes, which are given by their indexes. */
export interface ChangeStatements {
  /** Changes rows. No two of the changes have the same key. @returns the index of the change of each row. */
  change(indexes: readonly number[]): Promise<readonly number[]>;
  /** @returns the indexes of the changes that match a row. */
  match(indexes: readonly number[]): Promise<readonly number[]>;
}

/**
 * Runs changes as few statements. Of several for one row, the first that meets its condition changes it, and the later
 * ones are tried again: a statement would change each row once.
 *
 * @returns how many rows each of them changed.
 */
export async function changeInRounds(
  keys: readonly string[],
  statements: ChangeStatements,
): Promise<number[]> {
  const changed = keys.map(() => 0);
  const change = async (indexes: readonly number[]): Promise<void> => {
    for (const index of await statements.change(indexes))
      changed[index] = (changed[index] ?? 0) + 1;
  };
  const first = divide(keys, inKeyOrder(keys));
  await change(first.firsts);
  let { later } = first;
  for (let round = 0; later.length > 0; round++) {
    const next = divide(keys, later, new Set(await statements.match(later)));
    if (round === mostRounds) {
      const rest = [...next.firsts, ...next.later].toSorted((a, b) => a - b);
      for (const index of rest) await change([index]);
      break;
    }
    if (next.firsts.length > 0) await change(next.firsts);
    ({ later } = next);
  }
  return changed;
}

/**
 * Divides changes, of which those of one key are beside each other in their order, into the first of each key and those
 * after it. What comes before the first that matches a row has failed.
 *
 * @param met the changes that match a row. Default: all.
 */
function divide(
  keys: readonly string[],
  waiting: readonly number[],
  met?: ReadonlySet<number>,
): { readonly firsts: number[]; readonly later: number[] } {
  const firsts: number[] = [];
  const later: number[] = [];
  let last: string | undefined;
  for (const index of waiting) {
    if (keys[index] === last) {
      later.push(index);
    } else if (met === undefined || met.has(index)) {
      firsts.push(index);
      last = keys[index];
    }
  }
  return { firsts, later };
}
