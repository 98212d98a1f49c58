import type { LintedFile, Problem, Rule, Step } from "../linted-file.ts";
import { transactionWords } from "../../sql/transaction-words.ts";
import { mayRunTwice } from "./may-run-twice.ts";

/**
 * Finds statements that interfere with the file's transaction, or with the lack of one.
 *
 * Source: squawk `transaction-nesting`.
 */
export const transactions: Rule = function* transactions(file: LintedFile): Generator<Problem> {
  for (const { text, line } of file.steps) {
    const words = transactionWords(text);
    if (words === undefined) continue;
    const message = `the file already runs in one transaction; leave out ${words.toUpperCase()}`;
    yield { rule: "transaction-statement", line, message };
  }
  if (file.inTransaction) return;
  const once = file.steps.filter((step) => !mayRunTwice(step));
  for (const { line } of once.slice(1)) {
    const message =
      "if it fails, the statements before it stay applied, and nothing runs until a repair; give it a file of its own";
    yield { rule: "several-without-transaction", line, message };
  }
};

/**
 * A DuckDB setting belongs to the database or to the one writing connection: it remains for later files of the
 * same run, but not for files that run another day. On PostgreSQL the runner resets it.
 */
export const sessionSettings: Rule = function* sessionSettings(
  file: LintedFile,
): Generator<Problem> {
  for (const { text, node, line } of file.engine === "duckdb" ? file.steps : []) {
    const isSet = node !== undefined && "VariableSetStmt" in node;
    const isLocal = isSet && (node.VariableSetStmt.is_local ?? false);
    if ((!isSet || isLocal) && !/^PRAGMA\s+\w+\s*=/i.test(text)) continue;
    const message =
      "on DuckDB the setting remains for later files of the same run, but not of another run; set it where the database is opened";
    yield { rule: "session-setting", line, message };
  }
};

/**
 * DuckDB refuses to alter a table whose rows the same transaction updated or deleted, and to index an updated
 * column. It does so at the commit and only when there were such rows, so the lint's empty tables do not show
 * it.
 */
export const afterUpdate: Rule = function* afterUpdate(file: LintedFile): Generator<Problem> {
  if (file.engine !== "duckdb" || !file.inTransaction) return;
  yield* refusedAfterUpdate(file.steps);
};

/** The same check for steps that may run outside a transaction. */
export function* refusedAfterUpdate(steps: readonly Step[]): Generator<Problem> {
  const changed = new Map<string, Set<string> | "all">();
  for (const {
    node,
    line,
    older: [table],
    actions,
  } of steps) {
    if (node === undefined || table === undefined) continue;
    const columns = changed.get(table);
    const message = `DuckDB refuses it after the file has changed a row of ${table}; move it before the change, or into the next file`;
    if ("DeleteStmt" in node || "TruncateStmt" in node) changed.set(table, "all");
    if ("UpdateStmt" in node && columns !== "all") {
      const names = node.UpdateStmt.targetList?.flatMap((target) =>
        "ResTarget" in target ? (target.ResTarget.name ?? "") : [],
      );
      changed.set(table, new Set([...(columns ?? []), ...(names ?? [])]));
    }
    if (columns === undefined) continue;
    for (const action of actions.filter(({ command }) => altering.has(command.subtype ?? ""))) {
      yield { rule: "duckdb-refuses", line: action.line, message };
    }
    if (!("IndexStmt" in node) || columns === "all") continue;
    const indexed = node.IndexStmt.indexParams?.flatMap((element) =>
      "IndexElem" in element ? (element.IndexElem.name ?? "") : [],
    );
    if (indexed?.some((name) => columns.has(name)) === true) {
      yield { rule: "duckdb-refuses", line, message };
    }
  }
}

const altering = new Set([
  "AT_AddColumn",
  "AT_DropColumn",
  "AT_AlterColumnType",
  "AT_SetNotNull",
  "AT_AddConstraint",
]);
