import {
  type CompiledQuery,
  InsertQueryNode,
  type OnConflictNode,
  type OperationNode,
  PrimitiveValueListNode,
  ValuesNode,
} from "kysely";
import { byText } from "../by-text.ts";

/** What inserts have in common that can be one statement. */
export interface InsertShape {
  /** The text of one of them, as its caller wrote it. */
  readonly sql: string;
  /** The table, quoted as in the text. */
  readonly table: string;
  /** That of ON CONFLICT (…) DO NOTHING; undefined where there is none. */
  readonly key: { readonly column: string; readonly parameter: number } | undefined;
  /** Whether the caller wants rows back. */
  readonly returning: boolean;
  /** The text of the same insert with what follows SELECT for its values, and without its ON CONFLICT. */
  select(text: string): string;
}

/** Undefined for what must be a statement of its own. */
export const insertShape: (query: CompiledQuery) => InsertShape | undefined = byText(
  ({ query, sql, parameters }) => {
    const node: OperationNode = query;
    if (!InsertQueryNode.is(node) || !isOneRowOfParameters(node)) return undefined;
    return node.columns?.length === parameters.length ? describe(sql, node) : undefined;
  },
);

function isOneRowOfParameters(node: InsertQueryNode): boolean {
  const { values } = node;
  if (values === undefined || !ValuesNode.is(values) || values.values.length !== 1) return false;
  const [row] = values.values;
  return (
    row !== undefined &&
    PrimitiveValueListNode.is(row) &&
    row.values.length === node.columns?.length &&
    !(node.with || node.replace || node.orAction || node.onDuplicateKey) &&
    !(node.endModifiers || node.top || node.output || node.explain || node.defaultValues)
  );
}

function describe(sql: string, node: InsertQueryNode): InsertShape | undefined {
  const columns = (node.columns ?? []).map(({ column }) => column.name);
  const [head, tail, ...more] = sql.split(` values (${columns.map(() => "?").join(", ")})`);
  const table = /^insert into (\S+) \(/.exec(head ?? "")?.[1];
  if (head === undefined || tail === undefined || table === undefined || more.length > 0) {
    return undefined;
  }
  const column = node.onConflict && conflictColumn(node.onConflict);
  const parameter = columns.indexOf(column ?? "");
  const end = tail.replace(/^ on conflict \([^)]*\) do nothing/, "");
  if (node.onConflict && (column === undefined || parameter < 0 || end === tail)) return undefined;
  return {
    sql,
    table,
    key: column === undefined ? undefined : { column: quote(column), parameter },
    returning: node.returning !== undefined,
    select: (text) => `${head} select ${text}${end}`,
  };
}

/**
 * Only DO NOTHING on one plain column: of two updates of one row in a statement DuckDB refuses the second,
 * and its index serves no look-up by two columns.
 */
function conflictColumn(node: OnConflictNode): string | undefined {
  const [first, ...more] = node.columns ?? [];
  const plain =
    node.doNothing === true &&
    more.length === 0 &&
    !node.updates &&
    !node.indexExpression &&
    !node.constraint &&
    !node.indexWhere;
  return plain ? first?.column.name : undefined;
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
