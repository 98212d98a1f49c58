import type { Node } from "libpg-query";
import { replacesTable } from "./parser.ts";
import type { ParsedStatement } from "./statement.ts";
import { droppedNames, mentionedTables, tableName } from "./tree.ts";

/** The file that made each table, and the table of each index, as far as the files' text shows. */
export class KnownTables {
  readonly #madeBy = new Map<string, string>();
  readonly #tableOfIndex = new Map<string, string>();

  /** The tables that a statement changes. A change of an index counts for its table, if that is known. */
  targetsOf(node: Node): string[] {
    if ("DropStmt" in node) {
      const { objects, removeType } = node.DropStmt;
      if (removeType === "OBJECT_INDEX") {
        return droppedNames(objects).map((index) => this.#tableOfIndex.get(index) ?? index);
      }
      return isTable(removeType) ? droppedNames(objects) : [];
    }
    if ("TruncateStmt" in node) return mentionedTables(node.TruncateStmt.relations);
    if ("LockStmt" in node) return mentionedTables(node.LockStmt.relations);
    if ("VacuumStmt" in node) return mentionedTables(node.VacuumStmt.rels);
    if ("CreateTableAsStmt" in node) return mentionedTables(node.CreateTableAsStmt.into);
    if ("ReindexStmt" in node && node.ReindexStmt.kind === "REINDEX_OBJECT_INDEX") {
      return mentionedTables(node.ReindexStmt.relation).map(
        (index) => this.#tableOfIndex.get(index) ?? index,
      );
    }
    const [body] = Object.values(node) as [{ relation?: unknown }];
    return [...mentionedTables(body.relation), ...attachedTables(node)];
  }

  /** The targets that the file neither made nor makes with this statement. */
  olderThan(file: string, node: Node, targets: readonly string[]): string[] {
    const makes = "CreateStmt" in node || "CreateTableAsStmt" in node;
    return targets.filter((table) =>
      makes && !this.#madeBy.has(table) ? false : this.#madeBy.get(table) !== file,
    );
  }

  /** Records the effect of a statement, assuming that it succeeds. */
  apply(file: string, { node, text }: ParsedStatement): void {
    if (node === undefined) return;
    if ("CreateStmt" in node || "CreateTableAsStmt" in node) {
      for (const table of this.targetsOf(node)) {
        // IF NOT EXISTS keeps the existing table.
        if (!this.#madeBy.has(table) || replacesTable(text)) this.#madeBy.set(table, file);
      }
    } else if ("IndexStmt" in node) {
      const [table] = this.targetsOf(node);
      const { idxname } = node.IndexStmt;
      if (table !== undefined && idxname !== undefined) this.#tableOfIndex.set(idxname, table);
    } else if ("DropStmt" in node) {
      const { objects, removeType } = node.DropStmt;
      const names = removeType === "OBJECT_INDEX" ? this.#tableOfIndex : this.#madeBy;
      for (const name of droppedNames(objects)) names.delete(name);
    } else if ("RenameStmt" in node && isTable(node.RenameStmt.renameType)) {
      this.#rename(node.RenameStmt);
    }
  }

  #rename({ relation, newname = "" }: Extract<Node, { RenameStmt: unknown }>["RenameStmt"]): void {
    if (relation === undefined) return;
    const from = tableName(relation);
    const to = tableName({ ...relation, relname: newname });
    const file = this.#madeBy.get(from);
    this.#madeBy.delete(from);
    if (file !== undefined) this.#madeBy.set(to, file);
    for (const [index, table] of this.#tableOfIndex) {
      if (table === from) this.#tableOfIndex.set(index, to);
    }
  }
}

/** The tables that an ALTER TABLE attaches as partitions. */
function attachedTables(node: Node): string[] {
  const { cmds = [] } = "AlterTableStmt" in node ? node.AlterTableStmt : {};
  return cmds.flatMap((cmd) =>
    "AlterTableCmd" in cmd && cmd.AlterTableCmd.subtype === "AT_AttachPartition"
      ? mentionedTables(cmd.AlterTableCmd.def)
      : [],
  );
}

/** Whether a kind of object holds rows. */
export function isTable(kind: string | undefined): boolean {
  return kind === "OBJECT_TABLE" || kind === "OBJECT_MATVIEW" || kind === "OBJECT_FOREIGN_TABLE";
}
