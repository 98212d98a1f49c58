import { type DuckDBType, DuckDBTypeId, INTEGER } from "@duckdb/node-api";
import type { CompiledQuery } from "kysely";
import { encodeColumn, UnlikeColumnError, unnested } from "../column-values.ts";
import type { Bound } from "../encode.ts";
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
  const types = await session.parameterTypes(shape.sql);
  const affected = queries.map(() => 0);
  const all = toBatch(queries, types);
  const { rows } = await session.runBound<{ n: number }>(
    `select batch.n as n from ${batchTable(all)}, ${shape.table} where ${shape.where}`,
    all,
  );
  for (const { n } of rows) affected[n] = (affected[n] ?? 0) + 1;

  const meeting = queries.filter((_, index) => affected[index] !== 0);
  if (meeting.length === 0) return affected;
  const batch = toBatch(meeting, types);
  const found = `${shape.keyColumn} = batch.p${shape.keyParameter}`;
  const { numAffectedRows } = await session.runBound(
    shape.set === undefined
      ? `delete from ${shape.table} using ${batchTable(batch)} where ${found}`
      : `update ${shape.table} set ${shape.set} from ${batchTable(batch)} where ${found}`,
    batch,
  );
  if (Number(numAffectedRows) !== rows.length) throw new Error("a batch changed other rows");
  return affected;
}

/** The number of each one, then its parameters. */
function toBatch(
  queries: readonly CompiledQuery[],
  types: readonly (DuckDBType | undefined)[],
): Bound[] {
  const numbers = encodeColumn([...queries.keys()], INTEGER);
  const columns = types.map((type, parameter) => {
    if (type?.typeId === DuckDBTypeId.SQLNULL) throw new UnlikeColumnError();
    return encodeColumn(
      queries.map(({ parameters }) => parameters[parameter]),
      type,
    );
  });
  return [numbers, ...columns];
}

function batchTable([numbers, ...columns]: readonly Bound[]): string {
  const list = columns.map((column, index) => `${unnested(column)} as p${index}`);
  return `(select ${unnested(numbers as Bound)} as n, ${list.join(", ")}) as batch`;
}
