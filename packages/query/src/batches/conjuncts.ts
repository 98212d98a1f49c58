import { AndNode, type OperationNode, ParensNode, RawNode } from "kysely";

/** The conditions that are all true if the whole condition is true. */
export function conjuncts(condition: OperationNode): OperationNode[] {
  if (ParensNode.is(condition)) return conjuncts(condition.node);
  if (!AndNode.is(condition)) return [condition];
  const { left, right } = condition;
  if (mayBindLess(left) || mayBindLess(right)) return [condition];
  return [...conjuncts(left), ...conjuncts(right)];
}

/** Whether raw text may have an OR outside of parentheses, which binds less than the AND around it. */
function mayBindLess(operand: OperationNode): boolean {
  if (!RawNode.is(operand)) return false;
  const { sqlFragments: fragments } = operand;
  return !(
    fragments[0]?.startsWith("case ") === true && fragments.at(-1)?.endsWith(" end") === true
  );
}
