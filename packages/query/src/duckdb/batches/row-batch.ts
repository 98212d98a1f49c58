import { type DuckDBType, VARCHAR } from "@duckdb/node-api";
import { encodeColumn, placeholder } from "./column-values.ts";
import type { Bound } from "../values/encode.ts";
import { jsonColumn } from "./json-column.ts";

/** The parameters of many statements as the rows of one table. */
export interface RowBatch {
  /** A FROM item named `batch` with the columns `p0`, `p1` and so on, its rows in order. */
  readonly from: string;
  readonly parameters: readonly Bound[];
}

/**
 * Makes a table of rows of parameters. Columns that JSON can hold exactly share one document, which costs a
 * fraction of binding each value. Each other column is a list. A column without values is written out: half of the
 * columns of a new action are such, and to read them took a quarter of the insert's time.
 *
 * @throws {UnlikeColumnError} if a value does not have its column's type already.
 */
export function rowBatch(
  rows: readonly (readonly unknown[])[],
  types: readonly (DuckDBType | undefined)[],
): RowBatch {
  const document: Record<string, unknown>[] = rows.map(() => ({}));
  const structure: Record<string, string> = {};
  const columns: string[] = [];
  const sources: string[] = [];
  const given: string[] = [];
  const parameters: Bound[] = [];
  const empty = types.map((_, index) => rows.every((row) => row[index] === null));
  // One column must have a value for each row.
  if (!empty.includes(false)) empty[0] = false;
  for (const [index, type] of types.entries()) {
    const name = `p${index}`;
    if (type !== undefined && empty[index] === true) {
      columns.push(`null::${type.toString()} as ${name}`);
      continue;
    }
    const values = rows.map((row) => row[index]);
    const json = jsonColumn(values, type);
    if (json === undefined) {
      const list = encodeColumn(values, type);
      parameters.push(list);
      given.push(`${placeholder(list)} as ${name}`);
      sources.push(`unnest(${name}) as ${name}`);
      columns.push(name);
      continue;
    }
    structure[name] = json.read;
    for (const [row, member] of document.entries()) member[name] = json.items[row];
    columns.push(`${json.convert ?? ""}(document.${name}) as ${name}`);
  }
  if (Object.keys(structure).length > 0) {
    parameters.push({ value: JSON.stringify(document), type: VARCHAR });
    given.push("?::VARCHAR as document");
    const read = `from_json_strict(document, '${JSON.stringify([structure])}')`;
    sources.push(`unnest(${read}) as document`);
  }
  // In a subquery, since DuckDB would compute expressions of parameters alone while it plans, and again as it runs.
  const from = `(select ${sources.join(", ")} from (select ${given.join(", ")}))`;
  return { from: `(select ${columns.join(", ")} from ${from}) as batch`, parameters };
}
