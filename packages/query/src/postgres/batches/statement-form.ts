import {
  type CompiledQuery,
  DeleteQueryNode,
  InsertQueryNode,
  SelectQueryNode,
  UpdateQueryNode,
} from "kysely";
import { byText } from "../../batches/shapes-by-text.ts";
import { type ChangeForm, changeForm } from "./change-form.ts";
import { type InsertForm, insertForm } from "./insert-form.ts";
import { type LookupForm, lookupForm } from "./lookup-form.ts";

/** The common form of statements that differ only in their parameters, and that can be one statement. */
export type StatementForm = InsertForm | ChangeForm | LookupForm;

/** Finds a query's form. Undefined if it must be a statement of its own. */
export const statementForm: (query: CompiledQuery) => StatementForm | undefined = byText(formOf);

function formOf(query: CompiledQuery): StatementForm | undefined {
  const node = query.query;
  if (InsertQueryNode.is(node)) return insertForm(query, node);
  if (UpdateQueryNode.is(node) || DeleteQueryNode.is(node)) return changeForm(query, node);
  return SelectQueryNode.is(node) ? lookupForm(query, node) : undefined;
}
