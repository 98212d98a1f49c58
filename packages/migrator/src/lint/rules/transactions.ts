import type { LintedFile, Problem, Rule, Step } from "../linted-file.ts";
import { transactionWords } from "../../sql/transaction-words.ts";
import { mayRunTwice } from "./may-run-twice.ts";

/**
 * What a file does to the transaction that it runs in, or runs without.
 *
 * Source: squawk `transaction-nesting`.
 */
export const transactions: Rule = function* transactions(file: LintedFile): Generator<Problem> {
  for (const { text, line } of file.steps) {
    const words = transactionWords(text);
    if (words === undefined) continue;
    const message = `${words.toUpperCase()} has no place in a file, which runs in one transaction already; leave it out`;
    yield { rule: "transaction-statement", line, message };
  }
  if (file.inTransaction) return;
  const once = file.steps.filter((step) => !mayRunTwice(step));
  for (const { line } of once.slice(1)) {
    const message =
      "when it fails, what ran before it stays, and nothing runs until that is repaired; give it a file of its own";
    yield { rule: "several-without-transaction", line, message };
  }
};

/**
 * A setting on DuckDB is of the database or of the one connection that writes: it stays for the files that run
 * after it today, and is not there for those that run alone tomorrow. On PostgreSQL the runner takes it back.
 */
export const sessionSettings: Rule = function* sessionSettings(
  file: LintedFile,
): Generator<Problem> {
  for (const { text, node, line } of file.engine === "duckdb" ? file.steps : []) {
    const isSet = node !== undefined && "VariableSetStmt" in node;
    const isLocal = isSet && (node.VariableSetStmt.is_local ?? false);
    if ((!isSet || isLocal) && !/^PRAGMA\s+\w+\s*=/i.test(text)) continue;
    const message =
      "on DuckDB the setting stays for the files after this one, though not for those that run another day; set it where the database is opened";
    yield { rule: "session-setting", line, message };
  }
};

/**
 * DuckDB refuses to alter a table whose rows the same transaction has updated or deleted, and to index a column
 * that it updated. It says so at the commit, and only where there were such rows: never of the empty tables
 * that the lint tries a file on.
 */
export const afterUpdate: Rule = function* afterUpdate(file: LintedFile): Generator<Problem> {
  if (file.engine !== "duckdb" || !file.inTransaction) return;
  yield* refusedAfterUpdate(file.steps);
};

/** The same of steps that may not run in a transaction. */
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
    const message = `DuckDB refuses it once the file has changed a row of ${table}; do it before, or in the next file`;
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
