import type { Bound } from "./connection.ts";
import { bound, boundList, type ColumnType } from "./values.ts";

/** The columns of a statement's rows, in the order of its parameters. */
export type Given = Readonly<Record<string, ColumnType>>;
export type Row = Readonly<Record<string, unknown>>;

/**
 * The FROM item `batch` of many rows: one JSON document, which costs a tenth of one statement for each row, and less
 * than a list for each column or an appender. Bytes are a list, since JSON has none. The parameters are in a subquery:
 * DuckDB computes expressions of parameters alone while it plans, and again as it runs.
 */
export function batchFrom(given: Given): string {
  const structure: Record<string, string> = {};
  const columns: string[] = [];
  const placeholders = ["$1::VARCHAR AS document"];
  const sources: string[] = [];
  for (const [name, type] of Object.entries(given)) {
    if (type === "BLOB") {
      placeholders.push(`$${placeholders.length + 1}::BLOB[] AS ${name}`);
      sources.push(`unnest(${name}) AS ${name}`);
      columns.push(name);
    } else {
      const isTime = type === "TIMESTAMPTZ";
      structure[name] = isTime ? "BIGINT" : type === "JSON" ? "VARCHAR" : type;
      columns.push(`${isTime ? `make_timestamptz(r.${name})` : `r.${name}`} AS ${name}`);
    }
  }
  sources.unshift(`unnest(from_json(document, '${JSON.stringify([structure])}')) AS r`);
  const from = `(SELECT ${sources.join(", ")} FROM (SELECT ${placeholders.join(", ")}))`;
  return `(SELECT ${columns.join(", ")} FROM ${from}) AS batch`;
}

/** The parameters of `batchFrom`. */
export function batchParameters(given: Given, rows: readonly Row[]): Bound[] {
  const columns = Object.entries(given);
  const inDocument = columns.filter(([, type]) => type !== "BLOB");
  const document = rows.map((row) =>
    Object.fromEntries(inDocument.map(([name, type]) => [name, toJson(type, row[name])])),
  );
  const lists = columns
    .filter(([, type]) => type === "BLOB")
    .map(([name]) =>
      boundList(
        "BLOB",
        rows.map((row) => row[name]),
      ),
    );
  return [bound("VARCHAR", JSON.stringify(document)), ...lists];
}

/** The parameters of one row. */
export function parameters(given: Given, row: Row): Bound[] {
  return Object.entries(given).map(([name, type]) => bound(type, row[name]));
}

function toJson(type: ColumnType, value: unknown): unknown {
  return type === "TIMESTAMPTZ" ? (value as Date).getTime() * 1000 : value;
}
