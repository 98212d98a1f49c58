import { INTEGER } from "@duckdb/node-api";
import type { CompiledQuery, QueryResult } from "kysely";
import type { Session } from "../session/session.ts";
import { encodeAs, UnlikeColumnError } from "./column-values.ts";
import { ownKey } from "./list-room.ts";
import type { ListShape } from "./list-shape.ts";
import { toOwnRows } from "./own-rows.ts";
import { rowBatch } from "./row-batch.ts";

type Row = Record<string, unknown>;

/**
 * Runs lists of one shape as one statement. Equal lists are read once, and each caller has its own rows.
 *
 * @param queries lists for which there is a `ListRoom`.
 * @returns the rows of each list, in the order of the queries.
 * @throws {UnlikeColumnError} where each list must run alone.
 */
export async function listBatch(
  session: Session,
  shape: ListShape,
  queries: readonly CompiledQuery[],
): Promise<QueryResult<unknown>[]> {
  const numbers = new Map<string | undefined, number>();
  const different: CompiledQuery[] = [];
  const numbered = queries.map((query) => {
    const key = ownKey(shape, query);
    const number = numbers.get(key) ?? different.push(query) - 1;
    numbers.set(key, number);
    return number;
  });
  const [first, ...others] = different as [CompiledQuery, ...CompiledQuery[]];
  const lists =
    others.length === 0
      ? [(await session.run<Row>(first)).rows]
      : await readSeveral(session, shape, different);
  return toOwnRows(numbered, (number) => lists[number] as Row[]);
}

async function readSeveral(
  session: Session,
  { sql, several, limit }: ListShape,
  lists: readonly CompiledQuery[],
): Promise<Row[][]> {
  if (several === undefined) throw new UnlikeColumnError();
  const types = await session.parameterTypes(sql);
  const batch = rowBatch(
    lists.map(({ parameters }, number) => [...parameters, number]),
    [...types, INTEGER],
  );
  const most = Number(lists[0]?.parameters[limit]);
  const mostRows = lists.length * most;
  const placeholders = several.placeholders.map(({ is, parameter }) => {
    const values = lists.map(({ parameters }) => parameters[parameter]);
    const value = {
      common: () => values[0],
      earliest: () => earliest(values),
      sum: () => mostRows,
    };
    return encodeAs(value[is](), types[parameter]);
  });
  const text = `with batch as materialized (select * from ${batch.from}) ${several.text}`;
  const { keys, rows } = await session.lookUp(text, [...batch.parameters, ...placeholders]);
  // One list can have more rows than its own limit, and others then lack theirs.
  if (rows.length === mostRows) throw new UnlikeColumnError();
  const found: Row[][] = lists.map(() => []);
  for (const [index, number] of keys.entries()) {
    const own = found[number as number] as Row[];
    if (own.length < most) own.push(rows[index] as Row);
  }
  return found;
}

function earliest(times: readonly unknown[]): Date {
  return new Date(Math.min(...times.map((time) => (time as Date).getTime())));
}
