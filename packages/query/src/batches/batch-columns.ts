import {
  BinaryOperationNode,
  ColumnNode,
  type OperationNode,
  OperationNodeTransformer,
  OperatorNode,
  type PrimitiveValueListNode,
  type RawNode,
  ReferenceNode,
  TableNode,
  ValueListNode,
  type ValueNode,
} from "kysely";

/**
 * The nodes that a batched expression may have. None of them reads other rows, and the transformer visits
 * their parameters in the order in which the compiler writes them.
 */
const rowExpressions: ReadonlySet<OperationNode["kind"]> = new Set([
  "AndNode",
  "BinaryOperationNode",
  "CaseNode",
  "CastNode",
  "ColumnNode",
  "ColumnUpdateNode",
  "DataTypeNode",
  "FunctionNode",
  "IdentifierNode",
  "OperatorNode",
  "OrNode",
  "ParensNode",
  "PrimitiveValueListNode",
  "RawNode",
  "ReferenceNode",
  "SchemableIdentifierNode",
  "TableNode",
  "TupleNode",
  "UnaryOperationNode",
  "ValueListNode",
  "ValueNode",
  "WhenNode",
]);

/** The column of `batch` that holds a parameter's values. */
export function batchColumn(parameter: number): ReferenceNode {
  return ReferenceNode.create(ColumnNode.create(`p${parameter}`), TableNode.create("batch"));
}

/** A condition `column = parameter`. */
export interface KeyComparison {
  readonly condition: BinaryOperationNode;
  readonly column: ReferenceNode;
  readonly parameter: number;
}

/** A condition that compares a column with a parameter. */
export interface Comparison extends KeyComparison {
  readonly operator: string;
}

/**
 * Replaces a query's parameters by columns of `batch`. The parts of the query must be transformed in the
 * order in which they are compiled.
 */
export class BatchColumns extends OperationNodeTransformer {
  readonly #parameters = new Map<OperationNode, number>();
  #refused = false;

  /** Whether the transformed parts can be batched, and have this number of parameters in all. */
  cover(parameters: number): boolean {
    return !this.#refused && this.#parameters.size === parameters;
  }

  /** The parameter that a node of a transformed part was. */
  parameterOf(node: OperationNode): number | undefined {
    return this.#parameters.get(node);
  }

  /** Reads a transformed condition. */
  keyComparison(condition: OperationNode): KeyComparison | undefined {
    const comparison = this.comparison(condition);
    return comparison?.operator === "=" ? comparison : undefined;
  }

  /** Reads a transformed condition. */
  comparison(condition: OperationNode): Comparison | undefined {
    if (!BinaryOperationNode.is(condition)) return undefined;
    const { leftOperand: column, operator, rightOperand } = condition;
    const parameter = this.parameterOf(rightOperand);
    return parameter !== undefined &&
      OperatorNode.is(operator) &&
      ReferenceNode.is(column) &&
      ColumnNode.is(column.column)
      ? { condition, column, operator: operator.operator, parameter }
      : undefined;
  }

  protected override transformNodeImpl<T extends OperationNode>(node: T): T {
    if (rowExpressions.has(node.kind)) return super.transformNodeImpl(node);
    this.#refused = true;
    return node;
  }

  protected override transformValue(node: ValueNode): ValueNode {
    return node.immediate === true ? node : (this.#addColumn() as OperationNode as ValueNode);
  }

  protected override transformPrimitiveValueList({
    values,
  }: PrimitiveValueListNode): PrimitiveValueListNode {
    const list: OperationNode = ValueListNode.create(values.map(() => this.#addColumn()));
    return list as PrimitiveValueListNode;
  }

  /** Refuses raw text that may have a subquery, which needs a parenthesis. */
  protected override transformRaw(node: RawNode): RawNode {
    this.#refused ||= node.sqlFragments.some((fragment) => fragment.includes("("));
    return super.transformRaw(node);
  }

  #addColumn(): ReferenceNode {
    const parameter = this.#parameters.size;
    const column = batchColumn(parameter);
    this.#parameters.set(column, parameter);
    return column;
  }
}
