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

/** What statements that differ in their parameters only have in common, where several can be one statement. */
export type StatementShape = InsertShape | ChangeShape | LookupShape;

/** Queries come from code, so there are few; a program that makes them up must not fill the memory. */
const remembered = 1000;

/** By text. The compiler writes each parameter as `?`, so queries of one text have one structure. */
const shapes = new Map<string, StatementShape | undefined>();

/** Undefined for what must be a statement of its own. Each text's syntax tree is looked at once. */
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
