import type { Engine } from "@handsfree/query";

/** Something in SQL that one engine takes and the other refuses. */
export interface Construct {
  readonly takenBy: Engine;
  /** In words, to be read after "only DuckDB takes". */
  readonly what: string;
  /** Finds it in a statement's canonical text. */
  readonly pattern: RegExp;
  /** What serves on both, or on the other. */
  readonly instead?: string;
  /**
   * A statement with it, over the tables `t (a INT PRIMARY KEY, b INT, c TEXT)`, without an index, and
   * `u (a INT)`. The tests run it on both engines.
   */
  readonly example: string;
}

/** Constructs of one engine: what, where it stands, an example, and what serves instead. */
export function constructsOf(
  takenBy: Engine,
  rows: readonly (readonly [
    what: string,
    pattern: RegExp,
    example: string,
    instead?: string | undefined,
  ])[],
): readonly Construct[] {
  return rows.map(([what, pattern, example, instead]) => ({
    takenBy,
    what,
    pattern,
    example,
    ...(instead === undefined ? {} : { instead }),
  }));
}
