import {
  AliasNode,
  type CompiledQuery,
  FromNode,
  IdentifierNode,
  ReferenceNode,
  SelectionNode,
  type SelectQueryNode,
  WhereNode,
} from "kysely";
import { batchColumn } from "../../batches/batch-columns.ts";
import { keyLookup } from "../../batches/key-lookup.ts";
import { compileTemplate, gap, type SqlTemplate } from "../../batches/sql-template.ts";
import { PostgresQueryCompiler } from "../query-compiler.ts";

/** The common form of look-ups by one column that can be one statement. */
export interface LookupForm {
  readonly kind: "lookup";
  /** The text of a single look-up. */
  readonly sql: string;
  readonly parameters: 1;
  /** Selects the number of the look-up as well, as the last column. The gap is a batch. */
  readonly lookup: SqlTemplate;
}

export function lookupForm(query: CompiledQuery, node: SelectQueryNode): LookupForm | undefined {
  const found = keyLookup(query, node);
  if (found === undefined) return undefined;
  const { table, key } = found;
  // An unqualified `*` would select the columns of the batch as well.
  const selections = found.selections.map(({ selection }) =>
    SelectionNode.create(
      selection.kind === "SelectAllNode" ? ReferenceNode.createSelectAll(table) : selection,
    ),
  );
  const number = AliasNode.create(batchColumn(1), IdentifierNode.create("batch_number"));
  const select: SelectQueryNode = {
    kind: "SelectQueryNode",
    selections: [...selections, SelectionNode.create(number)],
    from: FromNode.create([gap, table]),
    where: WhereNode.create(key.condition),
  };
  const lookup = compileTemplate(new PostgresQueryCompiler(), select, query);
  return { kind: "lookup", sql: query.sql, parameters: 1, lookup };
}
