import {
  AliasNode,
  AndNode,
  BinaryOperationNode,
  type CompiledQuery,
  FromNode,
  IdentifierNode,
  LimitNode,
  type OperationNode,
  OperationNodeTransformer,
  OperatorNode,
  ParensNode,
  RawNode,
  SelectAllNode,
  SelectionNode,
  type SelectQueryNode,
  SetOperationNode,
  TableNode,
  ValueNode,
  WhereNode,
} from "kysely";
import { DuckDbQueryCompiler } from "../dialect/query-compiler.ts";
import { batchColumn, type BatchColumns, type Comparison } from "../../batches/batch-columns.ts";
import { keyName } from "./key-template.ts";

/** The value of a placeholder: the one that all lists have, their earliest time, or the sum of their limits. */
interface ListPlaceholder {
  readonly is: "common" | "earliest" | "sum";
  /** The parameter of a single list. */
  readonly parameter: number;
}

/** A list whose parameters are columns of `batch`. */
export interface BatchedList {
  readonly parts: readonly BatchedPart[];
  readonly limit: number;
  readonly columns: BatchColumns;
  /** The parameters that remain columns. The others become placeholders. */
  readonly varying: ReadonlySet<number>;
}

interface BatchedPart {
  readonly table: TableNode;
  readonly selections: readonly SelectionNode[];
  readonly conditions: readonly OperationNode[];
  /** The conditions that exclude rows before a time. */
  readonly earliest: readonly Comparison[];
}

export interface ListTemplate {
  /** Selects the number of each row's list as `keyName` from a table `batch`, whose last column has the numbers. */
  readonly text: string;
  readonly placeholders: readonly ListPlaceholder[];
}

/** Compiles the statement for several lists. */
export function compileLists(
  { queryId, parameters }: CompiledQuery,
  { parts, limit, columns, varying }: BatchedList,
): ListTemplate {
  const common = new CommonParameters(columns, varying);
  const [first, ...others] = parts.map((part) => selectPart(part, common, parameters.length));
  const select: SelectQueryNode = {
    kind: "SelectQueryNode",
    ...first,
    setOperations: others.map((other) =>
      SetOperationNode.create("union", RawNode.create(["by name ", ""], [other]), true),
    ),
    limit: LimitNode.create(placeholder("sum", limit)),
  };
  const compiled = new DuckDbQueryCompiler().compileQuery(select, queryId);
  return {
    text: compiled.sql,
    placeholders: compiled.parameters as readonly ListPlaceholder[],
  };
}

function selectPart(
  { table, selections, conditions, earliest }: BatchedPart,
  common: CommonParameters,
  numbers: number,
): SelectQueryNode {
  const number = AliasNode.create(batchColumn(numbers), IdentifierNode.create(keyName));
  const bounds = earliest.map(({ column, parameter }) =>
    BinaryOperationNode.create(
      column,
      OperatorNode.create(">="),
      placeholder("earliest", parameter),
    ),
  );
  const all = [...conditions.map((condition) => common.transformNode(condition)), ...bounds];
  return {
    kind: "SelectQueryNode",
    selections: [
      ...selections.map((selection) =>
        SelectAllNode.is(selection.selection)
          ? SelectionNode.createSelectAllFromTable(table)
          : selection,
      ),
      SelectionNode.create(number),
    ],
    from: FromNode.create([TableNode.create("batch"), table]),
    where: WhereNode.create(
      all.map((one): OperationNode => ParensNode.create(one)).reduce(AndNode.create),
    ),
  };
}

function placeholder(is: ListPlaceholder["is"], parameter: number): ValueNode {
  return ValueNode.create({ is, parameter } satisfies ListPlaceholder);
}

/** Makes placeholders of the parameters that all lists have in common. */
class CommonParameters extends OperationNodeTransformer {
  readonly #columns: BatchColumns;
  readonly #varying: ReadonlySet<number>;

  constructor(columns: BatchColumns, varying: ReadonlySet<number>) {
    super();
    this.#columns = columns;
    this.#varying = varying;
  }

  protected override transformNodeImpl<T extends OperationNode>(node: T): T {
    const parameter = this.#columns.parameterOf(node);
    if (parameter === undefined) return super.transformNodeImpl(node);
    return this.#varying.has(parameter)
      ? node
      : (placeholder("common", parameter) as OperationNode as T);
  }
}
