import { requireObject } from "../validate.ts";
import type { PolicyEffect } from "./effect.ts";
import type { PolicyDecision } from "./evaluate.ts";

/**
 * Lets a second list of policies make a decision stricter, and never looser, as those of `fromRepoPolicy` do. A denial
 * is stricter than a question, and a question than `allow`. Of two questions, or two denials, the first one stays.
 *
 * @param restriction the decision of the second list. It counts only if one of its policies matched.
 */
export function restrictDecision(
  decision: PolicyDecision,
  restriction: PolicyDecision,
): PolicyDecision {
  const { effect } = requireObject("decision", decision);
  const { effect: other, policy } = requireObject("restriction", restriction);
  return policy !== null && strictnessOf(other) > strictnessOf(effect) ? restriction : decision;
}

function strictnessOf({ kind }: PolicyEffect): number {
  return { allow: 0, ask: 1, deny: 2 }[kind];
}
