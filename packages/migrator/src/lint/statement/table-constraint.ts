import type { Token } from "../../sql/token.ts";
import { Cursor, splitAtCommas } from "./cursor.ts";
import type { TableConstraint } from "./statement.ts";

/** Whether a table's constraint begins here, and not a column. */
export function isAtConstraint(cursor: Cursor): boolean {
  return (
    cursor.isAt("CONSTRAINT") ||
    cursor.isAt("PRIMARY", "KEY") ||
    cursor.isAt("FOREIGN", "KEY") ||
    cursor.isAt("UNIQUE", "(") ||
    cursor.isAt("UNIQUE", "NULLS") ||
    cursor.isAt("UNIQUE", "USING") ||
    cursor.isAt("CHECK", "(") ||
    cursor.isAt("EXCLUDE", "(") ||
    cursor.isAt("EXCLUDE", "USING")
  );
}

/** Reads a table's constraint, to the end of the tokens. */
export function readTableConstraint(cursor: Cursor): TableConstraint | undefined {
  const name = cursor.take("CONSTRAINT") ? cursor.name() : undefined;
  const found = readKind(cursor);
  if (found === undefined) return undefined;
  const rest = cursor.until(() => cursor.isAt("NOT", "VALID"));
  return {
    ...found,
    ...(name === undefined ? {} : { name }),
    notValid: cursor.isAt("NOT", "VALID"),
    usingIndex: rest.some((token, at) => isIndexOf(token, rest[at + 1])),
  };
}

type Found = Omit<TableConstraint, "notValid" | "usingIndex">;

function readKind(cursor: Cursor): Found | undefined {
  if (cursor.take("PRIMARY", "KEY")) return { kind: "primary key", columns: readColumns(cursor) };
  if (cursor.take("UNIQUE")) {
    cursor.until(() => cursor.isAt("(") || cursor.isAt("USING", "INDEX"));
    return { kind: "unique", columns: readColumns(cursor) };
  }
  if (cursor.take("CHECK")) return readCheck(cursor.parenthesized() ?? []);
  if (cursor.take("EXCLUDE")) return { kind: "exclude", columns: [] };
  if (cursor.take("NOT", "NULL")) return { kind: "not null", columns: [cursor.name() ?? ""] };
  if (!cursor.take("FOREIGN", "KEY")) return undefined;
  const columns = readColumns(cursor);
  const references = cursor.take("REFERENCES") ? cursor.name() : undefined;
  return { kind: "foreign key", columns, ...(references === undefined ? {} : { references }) };
}

/** Reads what stands in the parentheses of a CHECK. */
export function readCheck(expression: readonly Token[]): Found {
  const columns = expression
    .map((token) => new Cursor([token]).name())
    .filter((name) => name !== undefined);
  const cursor = new Cursor(expression);
  const column = cursor.name();
  const forbidsNull = cursor.take("IS", "NOT", "NULL") && cursor.done && column !== undefined;
  return { kind: "check", columns, ...(forbidsNull ? { forbidsNullOf: column } : {}) };
}

/** The first names in a list in parentheses, if one comes next. */
export function readColumns(cursor: Cursor): string[] {
  return splitAtCommas(cursor.parenthesized() ?? [])
    .map((part) => new Cursor(part).name())
    .filter((name) => name !== undefined);
}

function isIndexOf({ text }: Token, next: Token | undefined): boolean {
  return text.toUpperCase() === "USING" && next?.text.toUpperCase() === "INDEX";
}
