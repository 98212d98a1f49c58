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

/** The common form of inserts of one row that can be one statement. */
export interface InsertShape {
  readonly kind: "insert";
  /** The text of a single insert, as its caller wrote it. */
  readonly sql: string;
  readonly table: string;
  /** The key of ON CONFLICT (…) DO NOTHING; undefined without ON CONFLICT. */
  readonly key: InsertKey | undefined;
  /** Whether it returns rows. */
  readonly returning: boolean;
  /** Inserts `select …` instead, without ON CONFLICT. */
  readonly insert: SqlTemplate;
}

interface InsertKey {
  readonly parameter: number;
  /** Selects the keys in the table, as `keyName`. The gap is the comparison with the key. */
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
 * Only for DO NOTHING on one plain column: DuckDB refuses two updates of one row in a statement, and its
 * indexes serve no look-up by two columns.
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
