import { isSignificant } from "../../sql/split-statements.ts";
import type { Token } from "../../sql/token.ts";
import { readAlterTable } from "./alter-table.ts";
import { readChangeRows } from "./change-rows.ts";
import { readCreate } from "./create.ts";
import { Cursor } from "./cursor.ts";
import { readDrop } from "./drop.ts";
import type { Statement } from "./statement.ts";

const readers = [readCreate, readAlterTable, readDrop, readChangeRows];

/**
 * Reads as much of a statement as the rules need. What it does not know is a statement of kind `other`,
 * never an error: whether it is right, only the engine can say.
 */
export function parseStatement(statement: readonly Token[]): Statement {
  const tokens = statement.filter(isSignificant);
  const base = { line: tokens[0]?.line ?? 1, tokens };
  for (const read of readers) {
    const parsed = read(new Cursor(tokens));
    if (parsed !== undefined) return { ...base, ...parsed };
  }
  return { ...base, kind: "other" };
}
