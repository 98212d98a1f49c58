import type { ColumnDescription, IndexDescription } from "./description.ts";

/** A column on one line, as in CREATE TABLE. */
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
