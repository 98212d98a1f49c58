import type { CompiledQuery, SelectQueryNode } from "kysely";
import { BatchColumns, type Comparison } from "../../batches/batch-columns.ts";
import { conjuncts } from "../../batches/conjuncts.ts";
import { readList } from "./list-parts.ts";
import { compileLists, type ListTemplate } from "./list-template.ts";

/** The common form of limited lists, in no order, that can be one statement. */
export interface ListShape {
  readonly kind: "list";
  /** The text of a single list. */
  readonly sql: string;
  /** The parameters in which the lists of a statement may differ. */
  readonly varying: ReadonlySet<number>;
  /** The parameter that limits the number of rows. */
  readonly limit: number;
  /** The statement for several lists. Undefined if only equal lists can share one. */
  readonly several: ListTemplate | undefined;
}

/**
 * Lists may differ in the texts that columns must equal, and in the earliest times. All else must be equal, so that
 * DuckDB compares it with a constant while it reads the table.
 */
export function listShape(query: CompiledQuery, node: SelectQueryNode): ListShape | undefined {
  const list = readList(node);
  if (list === undefined) return undefined;
  const { sql, parameters } = query;
  const columns = new BatchColumns();
  const parts = list.parts.map(({ table, selections, where }) => {
    const conditions = conjuncts(columns.transformNode(where));
    const compared = conditions
      .map((condition) => columns.comparison(condition))
      .filter((comparison) => comparison !== undefined);
    const keys = compared.filter((one) => isKey(one, parameters));
    const earliest = compared.filter((one) => isEarliest(one, parameters));
    return { table, selections, conditions, keys, earliest };
  });
  const limit = columns.parameterOf(columns.transformNode(list.limit));
  if (limit === undefined || !columns.cover(parameters.length)) return undefined;

  const varying = new Set(
    parts.flatMap(({ keys, earliest }) => [...keys, ...earliest].map(({ parameter }) => parameter)),
  );
  // Without a key, DuckDB would compare each row with each list.
  const several = parts.every(({ keys }) => keys.length > 0)
    ? compileLists(query, { parts, limit, columns, varying })
    : undefined;
  return { kind: "list", sql, varying: several ? varying : new Set(), limit, several };
}

function isKey({ operator, parameter }: Comparison, parameters: readonly unknown[]): boolean {
  return operator === "=" && typeof parameters[parameter] === "string";
}

function isEarliest({ operator, parameter }: Comparison, parameters: readonly unknown[]): boolean {
  return (operator === ">=" || operator === ">") && parameters[parameter] instanceof Date;
}
