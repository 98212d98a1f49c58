import {
  type ColumnNode,
  type CompiledQuery,
  type InsertQueryNode,
  type OnConflictNode,
  PrimitiveValueListNode,
  type ReturningNode,
  type TableNode,
  ValuesNode,
} from "kysely";
import { hasOnly } from "./sql-template.ts";

/** An insert of one row of parameters, which can be one statement with others of its text. */
export interface PlainInsert {
  readonly table: TableNode;
  /** The key of ON CONFLICT (…) DO NOTHING; undefined without ON CONFLICT. */
  readonly key: ConflictKey | undefined;
  readonly returning: ReturningNode | undefined;
}

interface ConflictKey {
  readonly column: ColumnNode;
  readonly parameter: number;
}

export function plainInsert(
  { parameters }: CompiledQuery,
  node: InsertQueryNode,
): PlainInsert | undefined {
  const { into, onConflict, returning, columns = [] } = node;
  if (into === undefined || !isOneRow(node) || columns.length !== parameters.length) {
    return undefined;
  }
  const key = onConflict && conflictKey(onConflict, columns);
  if (onConflict !== undefined && key === undefined) return undefined;
  return { table: into, key, returning };
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
 * Only for DO NOTHING on one plain column: an engine refuses two updates of one row in a statement, and DuckDB's
 * indexes serve no look-up by two columns.
 */
function conflictKey(
  conflict: OnConflictNode,
  columns: NonNullable<InsertQueryNode["columns"]>,
): ConflictKey | undefined {
  const [column, ...more] = conflict.columns ?? [];
  if (column === undefined || more.length > 0 || conflict.doNothing !== true) return undefined;
  if (!hasOnly(conflict, "columns", "doNothing")) return undefined;
  const parameter = columns.findIndex((inserted) => inserted.column.name === column.column.name);
  return parameter === -1 ? undefined : { column, parameter };
}
