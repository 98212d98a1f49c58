import type { Token } from "../../sql/token.ts";
import type { Cursor } from "./cursor.ts";
import type { ColumnDefinition, TableConstraint } from "./statement.ts";
import { readCheck } from "./table-constraint.ts";
import { readTypeName } from "./type-name.ts";

const afterType = [
  "CONSTRAINT",
  "NOT",
  "NULL",
  "DEFAULT",
  "PRIMARY",
  "UNIQUE",
  "REFERENCES",
  "CHECK",
  "GENERATED",
  "AS",
  "COLLATE",
  "STORAGE",
  "COMPRESSION",
  "USING",
  "DEFERRABLE",
  "INITIALLY",
];

/** Reads a column's name, type and constraints, to the end of the tokens. */
export function readColumnDefinition(cursor: Cursor): ColumnDefinition {
  const line = cursor.line;
  const name = cursor.name() ?? "";
  const isAtNext = (): boolean => afterType.some((word) => cursor.isAt(word));
  const type = readTypeName(cursor.until(isAtNext));
  const constraints: TableConstraint[] = [];
  let notNull = false;
  let defaultsTo: readonly Token[] | undefined;
  let generated: ColumnDefinition["generated"];
  const add = (constraint: Omit<TableConstraint, "notValid" | "usingIndex">): void =>
    void constraints.push({ ...constraint, notValid: false, usingIndex: false });

  while (!cursor.done) {
    if (cursor.take("NOT", "NULL")) notNull = true;
    else if (cursor.take("DEFAULT")) {
      // Its first word may be one that else begins a constraint, as in DEFAULT NOT true.
      const first = cursor.step();
      defaultsTo = [...(first === undefined ? [] : [first]), ...cursor.until(isAtNext)];
    } else if (cursor.take("PRIMARY", "KEY")) add({ kind: "primary key", columns: [name] });
    else if (cursor.take("UNIQUE")) add({ kind: "unique", columns: [name] });
    else if (cursor.take("CHECK")) add(readCheck(cursor.parenthesized() ?? []));
    else if (cursor.take("REFERENCES")) {
      add({ kind: "foreign key", columns: [name], references: cursor.name() ?? "" });
    } else if (cursor.isAt("GENERATED") || cursor.isAt("AS")) generated = readGenerated(cursor);
    else cursor.step();
  }
  return {
    name,
    line,
    type,
    // A primary key takes no null, whether it says so or not.
    notNull: notNull || constraints.some(({ kind }) => kind === "primary key"),
    constraints,
    ...(defaultsTo === undefined ? {} : { defaultsTo }),
    ...(generated === undefined ? {} : { generated }),
  };
}

function readGenerated(cursor: Cursor): ColumnDefinition["generated"] {
  cursor.until(() => cursor.isAt("AS"));
  cursor.take("AS");
  if (cursor.take("IDENTITY")) return "identity";
  cursor.parenthesized();
  if (cursor.take("STORED")) return "stored";
  cursor.take("VIRTUAL");
  return "virtual";
}
