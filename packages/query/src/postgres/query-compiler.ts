import {
  AggregateFunctionNode,
  FunctionNode,
  type JSONPathLegNode,
  type JSONPathNode,
  PostgresQueryCompiler as StockCompiler,
  SchemableIdentifierNode,
  type TableNode,
} from "kysely";

/** Kysely's compiler writes JSON paths for MySQL and SQLite; PostgreSQL would read such a path as one key. */
export class PostgresQueryCompiler extends StockCompiler {
  protected override visitJSONPath({ inOperator, pathLegs }: JSONPathNode): void {
    if (inOperator === undefined) {
      this.appendStringLiteral(`$${pathLegs.map(pathText).join("")}`);
      return;
    }
    for (const [index, { type, value }] of pathLegs.entries()) {
      if (index < pathLegs.length - 1) this.append("->");
      else this.visitNode(inOperator);
      if (type === "Member") this.appendStringLiteral(String(value));
      else this.append(String(indexOf(value)));
    }
  }

  /** Writes a row that is an argument, such as that of `to_json`, as its table's name without the schema. */
  protected override visitTable(node: TableNode): void {
    const { parentNode: parent } = this;
    const isArgument = parent && (FunctionNode.is(parent) || AggregateFunctionNode.is(parent));
    // With `withSchema`, Kysely has removed the schema already.
    if (isArgument && SchemableIdentifierNode.is(node.table)) this.visitNode(node.table.identifier);
    else super.visitTable(node);
  }
}

/** The array index for `last`, `#-2` or a number. */
function indexOf(value: string | number): number {
  return value === "last" ? -1 : Number(String(value).replace("#", ""));
}

/** @see https://www.postgresql.org/docs/18/datatype-json.html#DATATYPE-JSONPATH */
function pathText({ type, value }: JSONPathLegNode): string {
  if (type === "Member") return `."${String(value).replaceAll(/["\\]/g, "\\$&")}"`;
  const index = indexOf(value);
  return index < 0 ? `[last - ${-index - 1}]` : `[${index}]`;
}
