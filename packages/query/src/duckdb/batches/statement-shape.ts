import {
  type CompiledQuery,
  DeleteQueryNode,
  InsertQueryNode,
  SelectQueryNode,
  UpdateQueryNode,
} from "kysely";
import { type ChangeShape, changeShape } from "./change-shape.ts";
import { type InsertShape, insertShape } from "./insert-shape.ts";
import { type LookupShape, lookupShape } from "./lookup-shape.ts";

/** The common form of statements that differ only in their parameters, and that can be one statement. */
export type StatementShape = InsertShape | ChangeShape | LookupShape;

/** Queries come from code, so there are few. The limit is for programs that generate them. */
const remembered = 1000;

/** Shapes by text. The compiler writes each parameter as `?`, so queries with the same text have the same structure. */
const shapes = new Map<string, StatementShape | undefined>();

/** Finds a query's shape, once for each text. Undefined if it must be a statement of its own. */
export function statementShape(query: CompiledQuery): StatementShape | undefined {
  const known = shapes.get(query.sql);
  if (known !== undefined || shapes.has(query.sql)) return known;
  if (shapes.size >= remembered) shapes.clear();
  const shape = shapeOf(query);
  shapes.set(query.sql, shape);
  return shape;
}

function shapeOf(query: CompiledQuery): StatementShape | undefined {
  const node = query.query;
  if (InsertQueryNode.is(node)) return insertShape(query, node);
  if (UpdateQueryNode.is(node) || DeleteQueryNode.is(node)) return changeShape(query, node);
  return SelectQueryNode.is(node) ? lookupShape(query, node) : undefined;
}
