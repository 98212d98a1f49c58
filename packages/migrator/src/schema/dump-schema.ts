import { columnText, indexText } from "./column-text.ts";
import type { SchemaDescription, TableDescription } from "./description.ts";

/**
 * Renders a schema as text, in stable order, for reading and for line-by-line diffs. `JSON.stringify` of the
 * description is stable as well.
 */
export function dumpSchema({ tables, views, sequences, enums }: SchemaDescription): string {
  const parts = [
    ...enums.map(({ name, values }) => [`enum ${name} (${values.join(", ")})`]),
    ...sequences.map(({ name, definition }) => [`sequence ${name} ${definition}`]),
    ...tables.map((table) => dumpTable(table)),
    ...views.map(({ name, definition }) => [`view ${name}`, `  ${definition}`]),
  ];
  return parts.map((lines) => lines.map((line) => `${line}\n`).join("")).join("\n");
}

function dumpTable({ name, columns, constraints, indexes }: TableDescription): string[] {
  const width = Math.max(0, ...columns.map((column) => column.name.length));
  return [
    `table ${name}`,
    ...columns.map((column) => `  ${column.name.padEnd(width)}  ${columnText(column)}`),
    ...constraints.map((definition) => `  ${definition}`),
    ...indexes.map((index) => `  index ${index.name ?? "(unnamed)"} ${indexText(index)}`),
  ];
}
