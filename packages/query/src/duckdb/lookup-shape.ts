import {
  BinaryOperationNode,
  type CompiledQuery,
  OperatorNode,
  ReferenceNode,
  SelectQueryNode,
  TableNode,
  ValueNode,
} from "kysely";
import { byText } from "./by-text.ts";

/** What look-ups by one column have in common that can be one statement. */
export interface LookupShape {
  /** The text of one of them. */
  readonly sql: string;
  /** The text of any number of them up to what the key is compared with; the key is the last column. */
  readonly batchSql: string;
}

/** The column that a batch returns besides the callers', to tell whose row it is. */
export const keyName = "batch_key";

const lookup = /^select (?<columns>[^?]+) from (?<table>[^\s?]+) where (?<key>[^\s?]+) = \?$/;

/** Undefined for what must be a statement of its own. */
export const lookupShape: (query: CompiledQuery) => LookupShape | undefined = byText(describe);

function describe({ query, sql, parameters }: CompiledQuery): LookupShape | undefined {
  if (!SelectQueryNode.is(query) || parameters.length !== 1) return undefined;
  const where = query.where?.where;
  const byColumn =
    where !== undefined &&
    BinaryOperationNode.is(where) &&
    OperatorNode.is(where.operator) &&
    ReferenceNode.is(where.leftOperand) &&
    ValueNode.is(where.rightOperand);
  const [from, ...more] = query.from?.froms ?? [];
  if (!byColumn || from === undefined || more.length > 0 || !TableNode.is(from)) return undefined;
  // An aggregate is of all rows together.
  const selected = query.selections ?? [];
  if (!selected.every(({ selection }) => isColumn(selection.kind))) return undefined;
  const { columns, table, key } = lookup.exec(sql)?.groups ?? {};
  if (columns === undefined || query.distinctOn || query.frontModifiers) return undefined;
  return {
    sql,
    batchSql: `select ${columns}, ${key} as ${keyName} from ${table} where ${key} in (select `,
  };
}

function isColumn(kind: string): boolean {
  return kind === "SelectAllNode" || kind === "ReferenceNode";
}
