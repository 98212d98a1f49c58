import type { Contender } from "../contenders/contender.ts";
import type { TableName } from "../data/tables.ts";

/** @param condition on columns, in SQL that every engine accepts. */
export async function countRows(
  contender: Contender,
  table: TableName,
  condition: string,
): Promise<number> {
  const [row] = await contender.execute(`SELECT count(*) AS n FROM ${table} WHERE ${condition}`);
  return Number(row?.["n"]);
}
