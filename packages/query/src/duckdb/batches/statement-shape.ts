import {
  type CompiledQuery,
  DeleteQueryNode,
  InsertQueryNode,
  SelectQueryNode,
  UpdateQueryNode,
} from "kysely";
import { byText } from "../../batches/shapes-by-text.ts";
import { type ChangeShape, changeShape } from "./change-shape.ts";
import { type InsertShape, insertShape } from "./insert-shape.ts";
import { type ListShape, listShape } from "./list-shape.ts";
import { type LookupShape, lookupShape } from "./lookup-shape.ts";

/** The common form of statements that differ only in their parameters, and that can be one statement. */
export type StatementShape = InsertShape | ChangeShape | ReadShape;

/** The common form of reads that can be one statement. */
export type ReadShape = LookupShape | ListShape;

/** Finds a query's shape. Undefined if it must be a statement of its own. */
export const statementShape: (query: CompiledQuery) => StatementShape | undefined = byText(shapeOf);

function shapeOf(query: CompiledQuery): StatementShape | undefined {
  const node = query.query;
  if (InsertQueryNode.is(node)) return insertShape(query, node);
  if (UpdateQueryNode.is(node) || DeleteQueryNode.is(node)) return changeShape(query, node);
  if (!SelectQueryNode.is(node)) return undefined;
  return lookupShape(query, node) ?? listShape(query, node);
}
