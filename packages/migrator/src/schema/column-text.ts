import type { ColumnDescription, IndexDescription } from "./description.ts";

/** A column in a line, like in CREATE TABLE. */
export function columnText(column: ColumnDescription): string {
  return [
    column.type,
    column.nullable ? "" : " not null",
    column.default === null ? "" : ` default ${column.default}`,
    column.generated === null ? "" : ` generated ${column.generated}`,
  ].join("");
}

export function indexText({ unique, definition }: IndexDescription): string {
  return unique ? `unique ${definition}` : definition;
}
