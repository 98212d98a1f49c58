import type { LintedFile, Problem, Rule, Step } from "../linted-file.ts";
import { type TableEnd, tableEnds } from "../rebuilds.ts";
import { droppedNames } from "../tree.ts";
import { isAsWide } from "../wider-type.ts";

/**
 * Finds loss of tables, columns, rows, and values that a new type cannot hold. A table that the file makes has
 * nothing to lose.
 *
 * Source: squawk `ban-drop-table`, `ban-drop-column`, `ban-drop-database`, `ban-truncate-cascade` and
 * `changing-column-type`; Atlas DS101 to DS103; strong_migrations "removing a column".
 */
export const dataLoss: Rule = function* dataLoss(file: LintedFile): Generator<Problem> {
  for (const end of tableEnds(file)) yield* lossesOfTable(end, file);
  for (const step of file.steps) {
    yield* lossesOfRows(step);
    yield* lossesOfColumns(step);
    for (const line of cascades(step)) {
      const message =
        "CASCADE also drops or empties objects that the file does not name; name each of them";
      yield { rule: "cascade", line, message };
    }
  }
};

function* lossesOfTable(end: TableEnd, file: LintedFile): Generator<Problem> {
  const { table, how, step, to } = end;
  const { line } = step;
  if (how === "renamed") {
    const message = `running code still uses the name ${table}, not ${to}; create a view with the old name in the same file, and drop it a release later`;
    yield { rule: "rename-table", line, message };
    return;
  }
  if (how !== "rebuilt") {
    const message = `the rows of ${table} are lost, and code that still reads it fails; drop it a release after the last one that uses it`;
    yield { rule: "drop-table", line, message };
  }
  const before = file.steps.find(({ columnsBefore }) => columnsBefore.has(table));
  const now = how === "dropped" ? undefined : file.finalColumns.get(table);
  if (now === undefined) return;
  for (const [column, from] of before?.columnsBefore.get(table) ?? []) {
    const type = now.get(column);
    if (type === undefined) yield dropColumn(line, table, column);
    else if (!isAsWide(type, from)) yield narrowing(line, `${table}.${column}`, from, type);
  }
}

function* lossesOfColumns({ older: [table], actions, ...step }: Step): Generator<Problem> {
  if (table === undefined) return;
  for (const { command, line } of actions) {
    const { name = "", subtype } = command;
    if (subtype === "AT_DropColumn") yield dropColumn(line, table, name);
    if (subtype !== "AT_AlterColumnType") continue;
    const from = step.columnsBefore.get(table)?.get(name);
    const to = step.columnsAfter.get(table)?.get(name);
    if (from === undefined || to === undefined || isAsWide(to, from)) continue;
    yield narrowing(line, `${table}.${name}`, from, to);
  }
}

function* lossesOfRows({ node, older, line }: Step): Generator<Problem> {
  if (node === undefined) return;
  const everyRow =
    "TruncateStmt" in node || ("DeleteStmt" in node && node.DeleteStmt.whereClause === undefined);
  for (const table of everyRow ? older : []) {
    const message = `every row of ${table} is lost; select the rows with WHERE`;
    yield { rule: "delete-all-rows", line, message };
  }
  const isSchema = "DropStmt" in node && node.DropStmt.removeType === "OBJECT_SCHEMA";
  if (!isSchema && !("DropdbStmt" in node)) return;
  const name = isSchema
    ? `schema ${droppedNames(node.DropStmt.objects).join(", ")}`
    : `database ${("DropdbStmt" in node && node.DropdbStmt.dbname) || ""}`;
  const message = `every table in the ${name} is dropped with it; drop each object by its name`;
  yield { rule: "drop-schema", line, message };
}

/** The lines of actions with CASCADE. */
function cascades({ node, line, actions }: Step): readonly number[] {
  if (node === undefined) return [];
  const isCascade = (behavior: string | undefined): boolean => behavior === "DROP_CASCADE";
  if ("DropStmt" in node) return isCascade(node.DropStmt.behavior) ? [line] : [];
  if ("TruncateStmt" in node) return isCascade(node.TruncateStmt.behavior) ? [line] : [];
  return actions.filter(({ command }) => isCascade(command.behavior)).map((action) => action.line);
}

function dropColumn(line: number, table: string, column: string): Problem {
  const message = `the values of ${table}.${column} are lost, and code that still names it fails; drop it a release after the last one that uses it`;
  return { rule: "drop-column", line, message };
}

function narrowing(line: number, column: string, from: string, to: string): Problem {
  const message = `${column} changes from ${from} to ${to}, which may not hold every value; add a column of the new type, and fill it with the values that fit`;
  return { rule: "type-narrowing", line, message };
}
