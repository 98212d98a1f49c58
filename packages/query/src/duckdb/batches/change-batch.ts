import { type DuckDBType, INTEGER } from "@duckdb/node-api";
import type { CompiledQuery } from "kysely";
import type { Session } from "../session/session.ts";
import type { ChangeShape } from "./change-shape.ts";
import { rowBatch } from "./row-batch.ts";

/** A change's parameters with its number after them, and its number. */
interface Change {
  readonly row: readonly unknown[];
  readonly index: number;
}

/**
 * If many changes are of one row, either one wins and the second round finds no match for the others, or each
 * of them counts and further rounds would not save statements.
 */
const mostRounds = 2;

/**
 * Runs updates or deletes of one shape as few statements. Of several for the same row, the first that meets
 * its condition changes it, and the later ones are tried again.
 *
 * @returns how many rows each change changed, in the order of the queries.
 * @throws {UnlikeColumnError} where a value does not have its column's type.
 */
export async function changeBatch(
  session: Session,
  shape: ChangeShape,
  queries: readonly CompiledQuery[],
): Promise<number[]> {
  const types = [...(await session.parameterTypes(shape.sql)), INTEGER];
  const affected = queries.map(() => 0);
  let waiting = queries.map(({ parameters }, index): Change => ({
    row: [...parameters, index],
    index,
  }));
  for (let round = 0; round < mostRounds && waiting.length > 0; round++) {
    waiting = await changeFirsts(session, { shape, types, affected }, waiting);
  }
  for (const { index } of waiting) {
    const { numAffectedRows } = await session.run(queries[index] as CompiledQuery);
    affected[index] = Number(numAffectedRows);
  }
  return affected;
}

/**
 * Runs updates or deletes of one shape as one statement, each of another row that is known to meet its condition.
 *
 * @returns how many rows each change changed: one.
 * @throws {UnlikeColumnError} where a value does not have its column's type.
 */
export async function changeRows(
  session: Session,
  shape: ChangeShape,
  queries: readonly CompiledQuery[],
): Promise<number[]> {
  const rows = queries.map(({ parameters }) => parameters);
  const batch = rowBatch(rows, await session.parameterTypes(shape.sql));
  const { numAffectedRows } = await session.runBound(shape.change(batch.from), batch.parameters);
  if (Number(numAffectedRows) !== rows.length) throw new Error("a batch changed other rows");
  return rows.map(() => 1);
}

interface Changing {
  readonly shape: ChangeShape;
  readonly types: readonly (DuckDBType | undefined)[];
  /** The number of rows that each change changed. */
  readonly affected: number[];
}

/**
 * Two statements: which changes find a row that meets their condition, and those changes. An UPDATE alone
 * would not tell whose row it changed, and its RETURNING rewrites the row with all its indexes.
 *
 * @returns the changes whose row another one has changed.
 */
async function changeFirsts(
  session: Session,
  { shape, types, affected }: Changing,
  waiting: readonly Change[],
): Promise<Change[]> {
  const all = batchOf(waiting, types);
  const met = await session.runBound<{ n: number }>(shape.match(all.from), all.parameters);
  const matches = new Map<number, number>();
  for (const { n } of met.rows) matches.set(n, (matches.get(n) ?? 0) + 1);

  const firsts: Change[] = [];
  const later: Change[] = [];
  const changed = new Set<string>();
  let expected = 0;
  for (const change of waiting) {
    const key = String(change.row[shape.keyParameter]).toLowerCase();
    const rows = matches.get(change.index) ?? 0;
    if (changed.has(key)) {
      later.push(change);
    } else if (rows > 0) {
      changed.add(key);
      firsts.push(change);
      affected[change.index] = rows;
      expected += rows;
    }
  }
  if (firsts.length === 0) return later;

  const batch = batchOf(firsts, types);
  const { numAffectedRows } = await session.runBound(shape.change(batch.from), batch.parameters);
  if (Number(numAffectedRows) !== expected) throw new Error("a batch changed other rows");
  return later;
}

function batchOf(
  changes: readonly Change[],
  types: Changing["types"],
): ReturnType<typeof rowBatch> {
  return rowBatch(
    changes.map(({ row }) => row),
    types,
  );
}
