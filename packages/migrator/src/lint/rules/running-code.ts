import type { ColumnDef, Constraint, Node, RangeVar } from "libpg-query";
import { isTable } from "../known-tables.ts";
import type { LintedFile, Problem, Rule, Step } from "../linted-file.ts";
import { lineOfByte } from "../statement.ts";
import { droppedNames, findAll, objectName, tableName, texts } from "../tree.ts";

/**
 * Finds changes that break the release that runs while a file is applied: it uses the old names, sends no value
 * for a new column, and expects no null.
 *
 * Source: squawk `adding-required-field`, `ban-drop-not-null`, `renaming-column`, `renaming-table` and
 * `prefer-timestamptz`; Atlas MF103, BC101 and BC102; strong_migrations "renaming a column".
 */
export const runningCode: Rule = function* runningCode(file: LintedFile): Generator<Problem> {
  const made = new Set<string>();
  for (const [index, step] of file.steps.entries()) {
    yield* requiredColumns(step);
    yield* renames(step);
    yield* timestamps(step);
    yield* dropped(step, made, file.steps.slice(index + 1));
    for (const name of madeBy(step.node)) made.add(name);
  }
};

function* requiredColumns({ older: [table], actions }: Step): Generator<Problem> {
  for (const { command, line } of table === undefined ? [] : actions) {
    if (command.subtype === "AT_DropNotNull") {
      const message = `running code may not expect a null in ${table}.${command.name}; first release code that does`;
      yield { rule: "drop-not-null", line, message };
    }
    if (command.subtype !== "AT_AddColumn") continue;
    const { colname, kinds, type } = describeColumn(command.def);
    const isRequired = kinds.has("CONSTR_NOTNULL") || kinds.has("CONSTR_PRIMARY");
    const isFilled =
      kinds.has("CONSTR_DEFAULT") || kinds.has("CONSTR_IDENTITY") || kinds.has("CONSTR_GENERATED");
    if (!isRequired || isFilled || type.endsWith("serial")) continue;
    const message = `existing rows and inserts of running code have no value for ${table}.${colname}; give it a DEFAULT, or leave out NOT NULL`;
    yield { rule: "not-null-without-default", line, message };
  }
}

/** The name, the type and the constraint kinds of a new column. */
export function describeColumn(definition: Node | undefined): {
  readonly colname: string;
  readonly type: string;
  readonly kinds: ReadonlySet<string>;
} {
  const column: ColumnDef =
    definition !== undefined && "ColumnDef" in definition ? definition.ColumnDef : {};
  const constraints = findAll<Constraint>(column.constraints, "Constraint");
  return {
    colname: column.colname ?? "",
    type: texts(column.typeName?.names).at(-1) ?? "",
    kinds: new Set(constraints.map(({ contype }) => contype ?? "")),
  };
}

function* renames({ node, older: [table], line }: Step): Generator<Problem> {
  if (node === undefined) return;
  if ("RenameStmt" in node && node.RenameStmt.renameType === "OBJECT_COLUMN") {
    if (table === undefined) return;
    const { subname, newname } = node.RenameStmt;
    const message = `running code still uses ${table}.${subname}, not ${newname}; add the new column, write both, and drop the old one a release later`;
    yield { rule: "rename-column", line, message };
  }
  if ("AlterObjectSchemaStmt" in node) {
    const { newschema, object, relation } = node.AlterObjectSchemaStmt;
    const moved =
      relation === undefined && object !== undefined ? droppedNames([object])[0] : table;
    if (moved === undefined) return;
    const message = `running code does not find ${moved} in the schema ${newschema}; keep it in its schema, or create a view with the old name there`;
    yield { rule: "set-schema", line, message };
  }
}

function* timestamps(step: Step): Generator<Problem> {
  for (const [name = "", { typeName }] of columnsWithTypes(step)) {
    const type = texts(typeName?.names).at(-1) ?? "";
    if (!["timestamp", "datetime"].includes(type.toLowerCase())) continue;
    const message = `${name} names no moment without a time zone; make it TIMESTAMPTZ`;
    const line = lineOfByte(step, typeName?.location);
    yield { rule: "timestamp-without-time-zone", line, message };
  }
}

function columnsWithTypes({ node, actions }: Step): (readonly [string | undefined, ColumnDef])[] {
  const created = node !== undefined && "CreateStmt" in node ? node.CreateStmt.tableElts : [];
  return [
    ...findAll<ColumnDef>(created, "ColumnDef").map((column) => [column.colname, column] as const),
    ...actions.flatMap(({ command: { name, def } }) =>
      def !== undefined && "ColumnDef" in def
        ? [[name ?? def.ColumnDef.colname, def.ColumnDef] as const]
        : [],
    ),
  ];
}

/** Reports a dropped view, function or the like that the file neither made nor makes again. */
function* dropped(
  { node, line }: Step,
  made: ReadonlySet<string>,
  later: readonly Step[],
): Generator<Problem> {
  if (node === undefined || !("DropStmt" in node)) return;
  const { objects, removeType = "" } = node.DropStmt;
  const kind = droppable[removeType];
  if (kind === undefined || isTable(removeType)) return;
  for (const name of droppedNames(objects)) {
    if (made.has(name) || later.some((step) => madeBy(step.node).includes(name))) continue;
    const message = `code that still uses the ${kind} ${name} fails; drop it a release after the last one that uses it`;
    yield { rule: "drop-object", line, message };
  }
}

const droppable: Readonly<Record<string, string>> = {
  OBJECT_VIEW: "view",
  OBJECT_TYPE: "type",
  OBJECT_DOMAIN: "domain",
  OBJECT_FUNCTION: "function",
  OBJECT_PROCEDURE: "procedure",
  OBJECT_ROUTINE: "routine",
  OBJECT_AGGREGATE: "aggregate",
  OBJECT_SEQUENCE: "sequence",
};

/** The views, types and functions that a statement makes. */
function madeBy(node: Node | undefined): string[] {
  if (node === undefined) return [];
  if ("ViewStmt" in node) return namesOf(node.ViewStmt.view);
  if ("CompositeTypeStmt" in node) return namesOf(node.CompositeTypeStmt.typevar);
  if ("CreateSeqStmt" in node) return namesOf(node.CreateSeqStmt.sequence);
  if ("CreateFunctionStmt" in node) return [objectName(node.CreateFunctionStmt.funcname)];
  if ("CreateEnumStmt" in node) return [objectName(node.CreateEnumStmt.typeName)];
  if ("CreateDomainStmt" in node) return [objectName(node.CreateDomainStmt.domainname)];
  return [];
}

function namesOf(relation: RangeVar | undefined): string[] {
  return relation === undefined ? [] : [tableName(relation)];
}
