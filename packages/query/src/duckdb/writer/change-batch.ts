import { INTEGER } from "@duckdb/node-api";
import type { CompiledQuery } from "kysely";
import { rowBatch } from "../row-batch.ts";
import type { Session } from "../session.ts";
import type { ChangeShape } from "./change-shape.ts";

/**
 * Updates or deletes of one shape, of different rows, as two statements: which rows there are that meet
 * their condition, and their change. An UPDATE alone would not say whose row it changed, and its
 * RETURNING rewrites the row with all its indexes.
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
  const number = `p${types.length - 1}`;
  const rows = queries.map(({ parameters }, index) => [...parameters, index]);
  const all = rowBatch(rows, types);
  const met = await session.runBound<{ n: number }>(
    `select batch.${number} as n from ${all.from}, ${shape.table} where ${shape.where}`,
    all.parameters,
  );
  for (const { n } of met.rows) affected[n] = (affected[n] ?? 0) + 1;

  const meeting = rows.filter((_, index) => affected[index] !== 0);
  if (meeting.length === 0) return affected;
  const batch = rowBatch(meeting, types);
  const found = `${shape.keyColumn} = batch.p${shape.keyParameter}`;
  const { numAffectedRows } = await session.runBound(
    shape.set === undefined
      ? `delete from ${shape.table} using ${batch.from} where ${found}`
      : `update ${shape.table} set ${shape.set} from ${batch.from} where ${found}`,
    batch.parameters,
  );
  if (Number(numAffectedRows) !== met.rows.length) throw new Error("a batch changed other rows");
  return affected;
}
