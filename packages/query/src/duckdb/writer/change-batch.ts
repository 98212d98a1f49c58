import { type DuckDBType, INTEGER } from "@duckdb/node-api";
import type { CompiledQuery } from "kysely";
import { rowBatch } from "../row-batch.ts";
import type { Session } from "../session.ts";
import type { ChangeShape } from "./change-shape.ts";

/** A change's parameters, and its place among the others. */
interface Change {
  readonly row: readonly unknown[];
  readonly index: number;
}

/**
 * Where many change one row, either one wins, which the second look tells of all others, or each does, and
 * further looks at all of them would tell nothing.
 */
const mostLooks = 2;

/**
 * Updates or deletes of one shape as few statements. Of those of one row the first that meets its condition
 * changes it, and who comes after that looks again.
 *
 * @returns how many rows each one changed, in their order.
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
  for (let look = 0; look < mostLooks && waiting.length > 0; look++) {
    waiting = await changeFirsts(session, { shape, types, affected }, waiting);
  }
  for (const { index } of waiting) {
    const { numAffectedRows } = await session.run(queries[index] as CompiledQuery);
    affected[index] = Number(numAffectedRows);
  }
  return affected;
}

interface Changing {
  readonly shape: ChangeShape;
  readonly types: readonly (DuckDBType | undefined)[];
  /** How many rows each one changed. */
  readonly affected: number[];
}

/**
 * Two statements: which rows there are that meet their condition, and their change. An UPDATE alone would
 * not say whose row it changed, and its RETURNING rewrites the row with all its indexes.
 *
 * @returns those whose row another one has changed.
 */
async function changeFirsts(
  session: Session,
  { shape, types, affected }: Changing,
  waiting: readonly Change[],
): Promise<Change[]> {
  const number = `p${types.length - 1}`;
  const all = rowBatch(
    waiting.map(({ row }) => row),
    types,
  );
  const met = await session.runBound<{ n: number }>(
    `select batch.${number} as n from ${all.from}, ${shape.table} where ${shape.where}`,
    all.parameters,
  );
  const meeting = new Map<number, number>();
  for (const { n } of met.rows) meeting.set(n, (meeting.get(n) ?? 0) + 1);

  const firsts: Change[] = [];
  const later: Change[] = [];
  const changed = new Set<string>();
  let expected = 0;
  for (const change of waiting) {
    const key = String(change.row[shape.keyParameter]).toLowerCase();
    const rows = meeting.get(change.index) ?? 0;
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

  const batch = rowBatch(
    firsts.map(({ row }) => row),
    types,
  );
  const found = `${shape.keyColumn} = batch.p${shape.keyParameter}`;
  const { numAffectedRows } = await session.runBound(
    shape.set === undefined
      ? `delete from ${shape.table} using ${batch.from} where ${found}`
      : `update ${shape.table} set ${shape.set} from ${batch.from} where ${found}`,
    batch.parameters,
  );
  if (Number(numAffectedRows) !== expected) throw new Error("a batch changed other rows");
  return later;
}
