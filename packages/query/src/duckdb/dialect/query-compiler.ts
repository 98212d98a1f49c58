import {
  AliasNode,
  type AggregateFunctionNode,
  DefaultQueryCompiler,
  type JSONOperatorChainNode,
  type JSONPathNode,
  type JSONReferenceNode,
  ValueNode,
} from "kysely";
import { DatabaseError } from "../../errors.ts";
import { keyPath, pathsTo, pathTo } from "./json-path.ts";

/** DuckDB's SQL: PostgreSQL's, with other placeholders and its own ways into JSON. */
export class DuckDbQueryCompiler extends DefaultQueryCompiler {
  protected override getCurrentParameterPlaceholder(): string {
    return "?";
  }

  protected override sanitizeIdentifier(identifier: string): string {
    return identifier.replaceAll('"', '""');
  }

  protected override getAutoIncrement(): string {
    throw new DatabaseError(
      "invalid_query",
      "DuckDB has no columns that count by themselves; make a sequence, and nextval('…') the column's default",
    );
  }

  /** DuckDB's own `json_group_array` takes neither DISTINCT nor FILTER, and of no rows makes a list. */
  protected override visitAggregateFunction(node: AggregateFunctionNode): void {
    if (node.func !== "json_agg") {
      super.visitAggregateFunction(node);
      return;
    }
    this.append("to_json(");
    super.visitAggregateFunction({ ...node, func: "list" });
    this.append(")");
  }

  /** Adds parentheses, because `->` binds less than a comparison. */
  protected override visitJSONReference(node: JSONReferenceNode): void {
    const stands = this.parentNode !== undefined && AliasNode.is(this.parentNode);
    if (!stands) this.append("(");
    super.visitJSONReference(node);
    if (!stands) this.append(")");
  }

  protected override visitJSONPath({ inOperator, pathLegs }: JSONPathNode): void {
    if (inOperator === undefined) {
      this.appendStringLiteral(pathTo(pathLegs));
      return;
    }
    const paths = pathsTo(pathLegs);
    for (const [index, path] of paths.entries()) {
      if (index < paths.length - 1) this.append("->");
      else this.visitNode(inOperator);
      this.appendStringLiteral(path);
    }
  }

  protected override visitJSONOperatorChain({ operator, values }: JSONOperatorChainNode): void {
    for (const [index, node] of values.entries()) {
      if (index < values.length - 1) this.append("->");
      else this.visitNode(operator);
      const value = ValueNode.is(node) ? node.value : undefined;
      if (typeof value === "string") this.appendStringLiteral(keyPath(value));
      else if (typeof value === "number" && value < 0) this.append(`(${value})`);
      else this.visitNode(node);
    }
  }
}
