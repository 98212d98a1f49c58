import { Cursor, splitAtCommas } from "./cursor.ts";
import type { Parsed } from "./statement.ts";

/** Reads an INSERT, UPDATE, DELETE or TRUNCATE that the statement begins with. */
export function readChangeRows(cursor: Cursor): Parsed<"change-rows"> | undefined {
  const nothing = { columns: [], cascade: false };
  if (cursor.take("UPDATE")) {
    cursor.take("ONLY");
    const tables = nameOf(cursor);
    cursor.until(() => cursor.isAt("SET"));
    cursor.take("SET");
    const isEnd = (): boolean =>
      cursor.isAt("FROM") || cursor.isAt("WHERE") || cursor.isAt("RETURNING");
    const columns = splitAtCommas(cursor.until(isEnd)).flatMap((part) => {
      const assigned = new Cursor(part);
      return (assigned.parenthesized() ?? part.slice(0, 1)).flatMap((token) =>
        nameOf(new Cursor([token])),
      );
    });
    return {
      ...nothing,
      kind: "change-rows",
      verb: "update",
      tables,
      columns,
      limited: hasWhere(cursor),
    };
  }
  if (cursor.take("DELETE", "FROM")) {
    cursor.take("ONLY");
    return {
      ...nothing,
      kind: "change-rows",
      verb: "delete",
      tables: nameOf(cursor),
      limited: hasWhere(cursor),
    };
  }
  if (cursor.take("INSERT")) {
    cursor.until(() => cursor.isAt("INTO"));
    cursor.take("INTO");
    return {
      ...nothing,
      kind: "change-rows",
      verb: "insert",
      tables: nameOf(cursor),
      limited: true,
    };
  }
  if (!cursor.take("TRUNCATE")) return undefined;
  cursor.take("TABLE");
  cursor.take("ONLY");
  const isEnd = (): boolean =>
    ["RESTART", "CONTINUE", "CASCADE", "RESTRICT"].some((word) => cursor.isAt(word));
  const tables = splitAtCommas(cursor.until(isEnd)).flatMap((part) => nameOf(new Cursor(part)));
  cursor.until(() => cursor.isAt("CASCADE"));
  return {
    kind: "change-rows",
    verb: "truncate",
    tables,
    columns: [],
    limited: false,
    cascade: cursor.take("CASCADE"),
  };
}

function nameOf(cursor: Cursor): string[] {
  const name = cursor.name();
  return name === undefined ? [] : [name];
}

function hasWhere(cursor: Cursor): boolean {
  cursor.until(() => cursor.isAt("WHERE"));
  return !cursor.done;
}
