import type { Node, SelectStmt } from "libpg-query";
import { tokenize } from "../sql/tokenize.ts";
import { isTable } from "./known-tables.ts";
import type { LintedFile, Step } from "./linted-file.ts";
import { replacesTable } from "./parser.ts";
import { droppedNames, mentionedTables, tableName } from "./tree.ts";

/** The end of an older table whose name or rows a file took away. */
export interface TableEnd {
  readonly table: string;
  readonly step: Step;
  /** `rebuilt`: another table has its name and its rows. `replaced`: another table has its name only. */
  readonly how: "dropped" | "renamed" | "replaced" | "rebuilt";
  /** The new name of a renamed table. */
  readonly to: string;
}

/** A table under changing names. */
interface Identity {
  /** Its name before the file; undefined for a table that the file makes. */
  readonly olderName: string | undefined;
  name: string | undefined;
  /** The tables whose rows were copied into it. */
  readonly copiedFrom: Set<Identity>;
  /** The statement that dropped or renamed it. */
  end: Step | undefined;
}

/**
 * Follows each older table through a file. DuckDB needs a rebuild to add a constraint: make a new table, copy
 * the rows, drop the old table and rename the new one, or rename the old one first.
 */
export function tableEnds({ steps }: LintedFile): readonly TableEnd[] {
  const byName = new Map<string, Identity>();
  const all = new Set<Identity>();
  const at = (name: string, step?: Step): Identity => {
    const known = byName.get(name);
    if (known !== undefined) return known;
    const isOlder = step === undefined || step.older.includes(name);
    return add({
      olderName: isOlder ? name : undefined,
      name,
      copiedFrom: new Set(),
      end: undefined,
    });
  };
  const add = (identity: Identity): Identity => {
    all.add(identity);
    if (identity.name !== undefined) byName.set(identity.name, identity);
    return identity;
  };
  const remove = (identity: Identity, step: Step): void => {
    if (identity.name !== undefined) byName.delete(identity.name);
    identity.name = undefined;
    identity.end = step;
  };

  for (const step of steps) {
    const { node, text, targets } = step;
    if (node === undefined) continue;
    const [table] = targets;
    if (table !== undefined && ("CreateStmt" in node || "CreateTableAsStmt" in node)) {
      const sources = sourcesOf(node, step).map((name) => at(name));
      const old = byName.get(table) ?? (step.older.includes(table) ? at(table, step) : undefined);
      // IF NOT EXISTS keeps the existing table.
      if (old !== undefined && !replacesTable(text)) continue;
      if (old !== undefined) remove(old, step);
      add({ olderName: undefined, name: table, copiedFrom: new Set(sources), end: undefined });
    } else if (table !== undefined && "InsertStmt" in node) {
      const target = at(table, step);
      for (const name of sourcesOf(node, step)) target.copiedFrom.add(at(name));
    } else if ("RenameStmt" in node && isTable(node.RenameStmt.renameType)) {
      const { relation, newname = "" } = node.RenameStmt;
      if (relation === undefined) continue;
      const identity = at(tableName(relation), step);
      remove(identity, step);
      identity.name = tableName({ ...relation, relname: newname });
      byName.set(identity.name, identity);
    } else if ("DropStmt" in node && isTable(node.DropStmt.removeType)) {
      for (const name of droppedNames(node.DropStmt.objects)) remove(at(name, step), step);
    }
  }
  return Array.from(all).flatMap((identity) => endOf(identity, byName) ?? []);
}

function endOf(identity: Identity, byName: ReadonlyMap<string, Identity>): TableEnd | undefined {
  const { olderName: table, name, end: step } = identity;
  if (table === undefined || step === undefined || name === table) return undefined;
  const successor = byName.get(table);
  const isNew = successor !== undefined && successor.olderName === undefined;
  const to = name ?? "";
  if (isNew && successor.copiedFrom.has(identity)) return { table, step, how: "rebuilt", to };
  if (name !== undefined) return { table, step, how: "renamed", to };
  return { table, step, how: isNew ? "replaced" : "dropped", to };
}

/** The tables that a statement may copy rows from. When the query was not parsed, any word counts. */
function sourcesOf(node: Node, { text, older, targets }: Step): string[] {
  const query = queryOf(node);
  if (query === undefined) return [];
  const { targetList, valuesLists, op } = query;
  const isParsed = targetList !== undefined || valuesLists !== undefined || op !== "SETOP_NONE";
  if (isParsed) return mentionedTables(query);
  return tokenize(text)
    .filter(({ kind }) => kind === "word" || kind === "quoted-name")
    .map((token) => token.text.replace(/^"(.*)"$/, "$1").toLowerCase())
    .filter((name) => older.includes(name) || !targets.includes(name));
}

function queryOf(node: Node): SelectStmt | undefined {
  const insert = "InsertStmt" in node ? node.InsertStmt.selectStmt : undefined;
  const query = "CreateTableAsStmt" in node ? node.CreateTableAsStmt.query : insert;
  return query !== undefined && "SelectStmt" in query ? query.SelectStmt : undefined;
}
