import type { Bound } from "./connection.ts";
import { bound, boundList, type ColumnType } from "./values.ts";

/** The columns of a statement's rows, in the order of its parameters. */
export type Given = Readonly<Record<string, ColumnType>>;
export type Row = Readonly<Record<string, unknown>>;

/**
 * The FROM item `batch` of many rows: one JSON document, which costs a tenth of one statement for each row, and less
 * than a list for each column or an appender. Bytes are a list, since JSON has none.
 */
export function batchFrom(given: Given): string {
  const structure: Record<string, ColumnType> = {};
  const columns: string[] = [];
  const lists: string[] = [];
  for (const [name, type] of Object.entries(given)) {
    if (type === "BLOB") {
      lists.push(`unnest($${lists.length + 2}::BLOB[]) AS ${name}`);
      columns.push(name);
    } else {
      structure[name] = type === "TIMESTAMPTZ" ? "BIGINT" : type;
      columns.push(
        type === "TIMESTAMPTZ" ? `make_timestamptz(r.${name}) AS ${name}` : `r.${name} AS ${name}`,
      );
    }
  }
  const document = `unnest(from_json($1::VARCHAR, '${JSON.stringify([structure])}')) AS r`;
  return `(SELECT ${columns.join(", ")} FROM (SELECT ${[document, ...lists].join(", ")})) AS batch`;
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
