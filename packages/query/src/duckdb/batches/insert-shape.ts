import {
  type CompiledQuery,
  type InsertQueryNode,
  type OnConflictNode,
  PrimitiveValueListNode,
  RawNode,
  ReferenceNode,
  type TableNode,
  ValuesNode,
} from "kysely";
import {
  compileKeyLookup,
  compileTemplate,
  gap,
  hasOnly,
  type SqlTemplate,
} from "./sql-template.ts";

/** What inserts of one row have in common that can be one statement. */
export interface InsertShape {
  readonly kind: "insert";
  /** The text of one of them, as its caller wrote it. */
  readonly sql: string;
  readonly table: string;
  /** The key of ON CONFLICT (…) DO NOTHING; undefined where there is none. */
  readonly key: InsertKey | undefined;
  /** Whether the caller wants rows back. */
  readonly returning: boolean;
  /** The same insert of `select …`, without its ON CONFLICT. */
  readonly insert: SqlTemplate;
}

interface InsertKey {
  readonly parameter: number;
  /** Selects the keys that are there, as `keyName`. The gap compares the key with something. */
  readonly lookup: SqlTemplate;
}

export function insertShape(query: CompiledQuery, node: InsertQueryNode): InsertShape | undefined {
  const { into, onConflict, columns = [] } = node;
  if (into === undefined || !isOneRow(node) || columns.length !== query.parameters.length) {
    return undefined;
  }
  const key = onConflict && conflictKey(query, into, onConflict, columns);
  if (onConflict !== undefined && key === undefined) return undefined;
  const { onConflict: _, ...insert } = { ...node, values: RawNode.create(["select ", ""], [gap]) };
  return {
    kind: "insert",
    sql: query.sql,
    table: into.table.identifier.name,
    key,
    returning: node.returning !== undefined,
    insert: compileTemplate(insert, query),
  };
}

function isOneRow(node: InsertQueryNode): boolean {
  const { values, columns } = node;
  if (!hasOnly(node, "into", "columns", "values", "onConflict", "returning")) return false;
  if (values === undefined || !ValuesNode.is(values) || values.values.length !== 1) return false;
  const [row] = values.values;
  return (
    row !== undefined && PrimitiveValueListNode.is(row) && row.values.length === columns?.length
  );
}

/**
 * Only DO NOTHING on one plain column: of two updates of one row in a statement DuckDB refuses the second,
 * and its index serves no look-up by two columns.
 */
function conflictKey(
  query: CompiledQuery,
  table: TableNode,
  conflict: OnConflictNode,
  columns: NonNullable<InsertQueryNode["columns"]>,
): InsertKey | undefined {
  const [column, ...more] = conflict.columns ?? [];
  if (column === undefined || more.length > 0 || conflict.doNothing !== true) return undefined;
  if (!hasOnly(conflict, "columns", "doNothing")) return undefined;
  const parameter = columns.findIndex((inserted) => inserted.column.name === column.column.name);
  if (parameter === -1) return undefined;
  return { parameter, lookup: compileKeyLookup(query, table, ReferenceNode.create(column)) };
}
