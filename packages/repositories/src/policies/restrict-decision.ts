import { optionalText, requireObject, requireOneOf } from "../validate.ts";
import type { PolicyEffect } from "./effect.ts";
import type { PolicyDecision } from "./evaluate.ts";

/**
 * Lets a second list of policies make a decision stricter, and never looser, as those of `fromRepoPolicy` do. A denial
 * is stricter than a question, and a question than `allow`. Of two questions, or two denials, the first one stays.
 *
 * @param restriction the decision of the second list. It counts only if one of its policies matched.
 * @throws {InvalidInputError} for what is no decision.
 */
export function restrictDecision(
  decision: PolicyDecision,
  restriction: PolicyDecision,
): PolicyDecision {
  const strictness = strictnessOf("decision", decision);
  const isStricter = strictnessOf("restriction", restriction) > strictness;
  return isStricter && restriction.policy !== null ? restriction : decision;
}

const ranks = { allow: 0, ask: 1, deny: 2 } as const satisfies Record<PolicyEffect["kind"], number>;

function strictnessOf(field: string, decision: PolicyDecision): number {
  const { effect, policy, explanation } = requireObject(field, decision);
  optionalText("policy", policy);
  requireObject("explanation", explanation);
  const { kind } = requireObject("effect", effect);
  return ranks[requireOneOf("kind", kind, ["allow", "ask", "deny"])];
}
