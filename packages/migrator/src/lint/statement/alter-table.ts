import { readColumnDefinition } from "./column-definition.ts";
import { Cursor, splitAtCommas } from "./cursor.ts";
import type { Alteration, Parsed } from "./statement.ts";
import { isAtConstraint, readTableConstraint } from "./table-constraint.ts";
import { readTypeName } from "./type-name.ts";

/** Reads an ALTER TABLE; undefined for an ALTER of anything else. */
export function readAlterTable(cursor: Cursor): Parsed<"alter-table"> | undefined {
  if (!cursor.take("ALTER", "TABLE")) return undefined;
  cursor.take("IF", "EXISTS");
  cursor.take("ONLY");
  const table = cursor.name() ?? "";
  cursor.take("*");
  const alterations = splitAtCommas(cursor.until(() => false)).map((tokens) => ({
    line: tokens[0]?.line ?? cursor.line,
    ...readAlteration(new Cursor(tokens), tokens.map(({ text }) => text.toUpperCase()).join(" ")),
  }));
  return { kind: "alter-table", table, alterations };
}

type WithoutLine<T> = T extends unknown ? Omit<T, "line"> : never;

function readAlteration(cursor: Cursor, text: string): WithoutLine<Alteration> {
  if (cursor.take("ADD")) return readAdd(cursor) ?? { kind: "other", text };
  if (cursor.take("DROP")) return readDrop(cursor);
  if (cursor.take("RENAME")) return readRename(cursor) ?? { kind: "other", text };
  if (cursor.take("VALIDATE", "CONSTRAINT")) {
    return { kind: "validate-constraint", name: cursor.name() ?? "" };
  }
  if (!cursor.take("ALTER") || cursor.isAt("CONSTRAINT")) return { kind: "other", text };
  cursor.take("COLUMN");
  return readColumnChange(cursor, cursor.name() ?? "") ?? { kind: "other", text };
}

function readAdd(cursor: Cursor): WithoutLine<Alteration> | undefined {
  if (isAtConstraint(cursor)) {
    const constraint = readTableConstraint(cursor);
    return constraint && { kind: "add-constraint", constraint };
  }
  cursor.take("COLUMN");
  cursor.take("IF", "NOT", "EXISTS");
  return { kind: "add-column", column: readColumnDefinition(cursor) };
}

function readDrop(cursor: Cursor): WithoutLine<Alteration> {
  const isConstraint = cursor.take("CONSTRAINT");
  cursor.take("COLUMN");
  cursor.take("IF", "EXISTS");
  const name = cursor.name() ?? "";
  return isConstraint
    ? { kind: "drop-constraint", name }
    : { kind: "drop-column", column: name, cascade: cursor.take("CASCADE") };
}

function readRename(cursor: Cursor): WithoutLine<Alteration> | undefined {
  if (cursor.isAt("CONSTRAINT")) return undefined;
  if (cursor.take("TO")) return { kind: "rename-table", to: cursor.name() ?? "" };
  cursor.take("COLUMN");
  const column = cursor.name() ?? "";
  cursor.take("TO");
  return { kind: "rename-column", column, to: cursor.name() ?? "" };
}

function readColumnChange(cursor: Cursor, column: string): WithoutLine<Alteration> | undefined {
  if (cursor.take("SET", "NOT", "NULL")) return { kind: "set-not-null", column };
  if (cursor.take("DROP", "NOT", "NULL")) return { kind: "drop-not-null", column };
  cursor.take("SET");
  cursor.take("DATA");
  if (!cursor.take("TYPE")) return undefined;
  const type = readTypeName(cursor.until(() => cursor.isAt("USING") || cursor.isAt("COLLATE")));
  cursor.until(() => cursor.isAt("USING"));
  const using = cursor.take("USING") ? cursor.until(() => false) : undefined;
  return { kind: "set-type", column, type, ...(using === undefined ? {} : { using }) };
}
