import type { AlterTableCmd, Node } from "libpg-query";
import type { Step } from "../linted-file.ts";
import { findAll, texts } from "../tree.ts";

/** Kinds of statements with the same result when they run again. */
const always = new Set([
  "VariableSetStmt",
  "VacuumStmt",
  "CheckPointStmt",
  "ReindexStmt",
  "ClusterStmt",
  "RefreshMatViewStmt",
  "CommentStmt",
  "GrantStmt",
  "GrantRoleStmt",
  "AlterOwnerStmt",
  "AlterSystemStmt",
  "TruncateStmt",
  "DeleteStmt",
  "ExplainStmt",
  "LockStmt",
  "VariableShowStmt",
]);

const alwaysOfTable = new Set<string | undefined>([
  "AT_ColumnDefault",
  "AT_SetNotNull",
  "AT_DropNotNull",
  "AT_AlterColumnType",
  "AT_ValidateConstraint",
  "AT_SetStatistics",
  "AT_SetStorage",
  "AT_SetOptions",
  "AT_SetRelOptions",
  "AT_ResetRelOptions",
  "AT_ChangeOwner",
  "AT_SetLogged",
  "AT_SetUnLogged",
]);

/** Whether a statement may run again with the same result as after the first time. */
export function mayRunTwice({ node, text, actions }: Step): boolean {
  // Statements of DuckDB that have no tree.
  if (node === undefined) return /^(?:FORCE\s+CHECKPOINT|PRAGMA)\b/i.test(text);
  const [kind = ""] = Object.keys(node);
  const [body] = Object.values(node) as StatementFlags[];
  if (always.has(kind)) return true;
  if (kind === "AlterTableStmt") return actions.every(({ command }) => mayAlterTwice(command));
  if (kind === "UpdateStmt") return mayUpdateTwice(node);
  if (kind === "InsertStmt") return findAll(node, "onConflictClause").length > 0;
  if (kind === "SelectStmt") return findAll(node, "FuncCall").length === 0;
  return (
    body?.if_not_exists === true ||
    body?.missing_ok === true ||
    body?.replace === true ||
    body?.skipIfNewValExists === true
  );
}

interface StatementFlags {
  readonly if_not_exists?: boolean;
  readonly missing_ok?: boolean;
  readonly replace?: boolean;
  readonly skipIfNewValExists?: boolean;
}

function mayAlterTwice({ subtype, missing_ok: missingOk = false }: AlterTableCmd): boolean {
  return missingOk || alwaysOfTable.has(subtype);
}

/** An UPDATE may run twice if it reads no column that it writes. */
function mayUpdateTwice(node: Node): boolean {
  if (!("UpdateStmt" in node)) return false;
  const { targetList = [] } = node.UpdateStmt;
  const targets = targetList.flatMap((target) => ("ResTarget" in target ? target.ResTarget : []));
  const written = new Set(targets.map(({ name }) => name));
  const read = findAll<{ fields?: Node[] }>(
    targets.map(({ val }) => val),
    "ColumnRef",
  ).map(({ fields }) => texts(fields).at(-1));
  return !read.some((name) => name === undefined || written.has(name));
}
