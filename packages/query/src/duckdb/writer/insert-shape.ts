import {
  type CompiledQuery,
  InsertQueryNode,
  type OnConflictNode,
  type OperationNode,
  PrimitiveValueListNode,
  ValuesNode,
} from "kysely";

/** What inserts have in common that can be one statement. */
export interface InsertShape {
  /** The text of one of them. */
  readonly sql: string;
  /** The text of any number of them: each parameter is a list. */
  readonly batchSql: string;
  /** The text of one without its ON CONFLICT; undefined where it has none. */
  readonly plainSql: string | undefined;
  /** The text of any number of those whose key is null, which cannot conflict. */
  readonly plainBatchSql: string;
  /** Where in the parameters the columns of ON CONFLICT (…) DO NOTHING are; empty where there is none. */
  readonly conflictParameters: readonly number[];
  /** Whether the caller wants rows back. */
  readonly returning: boolean;
}

/** The columns that a batch returns besides the caller's, to tell whose row was inserted. */
export const keyColumn = (index: number): string => `batch_key_${index}`;

const known = new Map<string, InsertShape | undefined>();
/** Texts come from code, so there are few; a program that makes them up must not fill the memory. */
const knownTexts = 1000;

/** Undefined for what must be a statement of its own. */
export function insertShape(query: CompiledQuery): InsertShape | undefined {
  const node: OperationNode = query.query;
  if (!InsertQueryNode.is(node)) return undefined;
  if (known.has(query.sql)) return known.get(query.sql);
  if (known.size >= knownTexts) known.clear();
  const shape = isOneRowOfParameters(node) ? describe(query.sql, node) : undefined;
  known.set(query.sql, shape);
  return shape;
}

function isOneRowOfParameters(node: InsertQueryNode): boolean {
  const { values } = node;
  if (values === undefined || !ValuesNode.is(values) || values.values.length !== 1) return false;
  const [row] = values.values;
  return (
    row !== undefined &&
    PrimitiveValueListNode.is(row) &&
    row.values.length === node.columns?.length &&
    !(node.with || node.replace || node.ignore || node.orAction || node.onDuplicateKey) &&
    !(node.endModifiers || node.top || node.output || node.explain || node.defaultValues)
  );
}

function describe(sql: string, node: InsertQueryNode): InsertShape | undefined {
  const columns = (node.columns ?? []).map(({ column }) => column.name);
  const conflict = node.onConflict && conflictColumns(node.onConflict);
  if (node.onConflict && conflict === undefined) return undefined;
  const conflictParameters = (conflict ?? []).map((name) => columns.indexOf(name));
  if (conflictParameters.includes(-1)) return undefined;

  const oneRow = ` values (${columns.map(() => "?").join(", ")})`;
  if (sql.split(oneRow).length !== 2) return undefined;
  const keys = (conflict ?? []).map(
    (name, index) => `"${name.replaceAll('"', '""')}" as "${keyColumn(index)}"`,
  );
  const returning = node.returning !== undefined;
  const addition = keys.length === 0 ? "" : `${returning ? "," : " returning"} ${keys.join(", ")}`;
  const inLists = (text: string): string =>
    text.replace(oneRow, ` select ${columns.map(() => "unnest(?)").join(", ")}`);
  const plainSql = sql.replace(/ on conflict \([^)]*\) do nothing/, "");
  if (conflict !== undefined && plainSql === sql) return undefined;
  return {
    sql,
    batchSql: inLists(sql) + addition,
    plainSql: conflict === undefined ? undefined : plainSql,
    plainBatchSql: inLists(plainSql),
    conflictParameters,
    returning,
  };
}

/** Only DO NOTHING with plain columns: of two updates of one row in a statement, DuckDB refuses the second. */
function conflictColumns(node: OnConflictNode): string[] | undefined {
  const plain =
    node.doNothing === true &&
    !node.updates &&
    !node.indexExpression &&
    !node.constraint &&
    !node.indexWhere;
  return plain ? node.columns?.map(({ column }) => column.name) : undefined;
}
