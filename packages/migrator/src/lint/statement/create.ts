import { Cursor, splitAtCommas } from "./cursor.ts";
import { readColumnDefinition } from "./column-definition.ts";
import type { ColumnDefinition, Parsed, TableConstraint } from "./statement.ts";
import { isAtConstraint, readColumns, readTableConstraint } from "./table-constraint.ts";

/** Reads a CREATE TABLE or CREATE INDEX; undefined for a CREATE of anything else. */
export function readCreate(
  cursor: Cursor,
): Parsed<"create-table"> | Parsed<"create-index"> | undefined {
  if (!cursor.take("CREATE")) return undefined;
  const orReplace = cursor.take("OR", "REPLACE");
  cursor.takeAny("GLOBAL", "LOCAL");
  cursor.takeAny("TEMP", "TEMPORARY", "UNLOGGED");
  if (cursor.take("TABLE")) return readCreateTable(cursor, orReplace);
  const unique = cursor.take("UNIQUE");
  return cursor.take("INDEX") ? readCreateIndex(cursor, unique) : undefined;
}

function readCreateTable(cursor: Cursor, orReplace: boolean): Parsed<"create-table"> {
  cursor.take("IF", "NOT", "EXISTS");
  const created = { kind: "create-table", table: cursor.name() ?? "", orReplace } as const;
  const body = cursor.parenthesized();
  cursor.until(() => cursor.isAt("AS"));
  const isQuery = !cursor.done;
  if (body === undefined || isQuery) return { ...created, constraints: [] };

  const columns: ColumnDefinition[] = [];
  const constraints: TableConstraint[] = [];
  for (const part of splitAtCommas(body)) {
    const item = new Cursor(part);
    if (isAtConstraint(item)) {
      const constraint = readTableConstraint(item);
      if (constraint !== undefined) constraints.push(constraint);
    } else if (!item.isAt("LIKE")) columns.push(readColumnDefinition(item));
  }
  return {
    ...created,
    columns,
    constraints: [...columns.flatMap((column) => column.constraints), ...constraints],
  };
}

function readCreateIndex(cursor: Cursor, unique: boolean): Parsed<"create-index"> {
  const concurrently = cursor.take("CONCURRENTLY");
  const ifNotExists = cursor.take("IF", "NOT", "EXISTS");
  const index = cursor.isAt("ON") ? undefined : cursor.name();
  cursor.take("ON");
  cursor.take("ONLY");
  const table = cursor.name() ?? "";
  cursor.until(() => cursor.isAt("("));
  return {
    kind: "create-index",
    table,
    ...(index === undefined ? {} : { index }),
    columns: readColumns(cursor),
    unique,
    concurrently,
    ifNotExists,
  };
}
