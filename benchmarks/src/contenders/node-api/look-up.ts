import type { DuckDBValue } from "@duckdb/node-api";
import type { NodeApiConnection } from "./connection.ts";
import { bound, boundList, type ColumnType } from "./values.ts";

export interface LookUp {
  readonly table: string;
  readonly key: string;
  readonly type: ColumnType;
  /** The columns to read. */
  readonly columns: string;
}

/**
 * Finds rows by a unique column, all of a batch with one statement: DuckDB plans each SELECT again for its parameter,
 * and that is most of its time. Other conditions are compared afterwards, since a second filter makes it scan.
 */
export async function lookUp(
  connection: NodeApiConnection,
  { table, key, type, columns }: LookUp,
  keys: readonly string[],
): Promise<Map<string, Record<string, DuckDBValue>>> {
  const select = `SELECT ${key} AS looked_up, ${columns} FROM ${table} WHERE ${key}`;
  const rows =
    keys.length === 1
      ? await connection.rows(`${select} = $1::${type}`, [bound(type, keys[0])])
      : await connection.rows(`${select} IN (SELECT unnest($1::${type}[]))`, [
          boundList(type, keys),
        ]);
  return new Map(rows.map((row) => [String(row["looked_up"]), row]));
}
