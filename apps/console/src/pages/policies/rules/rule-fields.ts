import type { Rule, RuleCondition, RuleEffect } from "../language/rule.ts";

/** A rule as its fields have it: lists as one text, with commas. */
export interface RuleFields {
  readonly name: string;
  readonly types: string;
  readonly services: string;
  readonly repositories: string;
  readonly where: readonly RuleCondition[];
  readonly effect: RuleEffect;
}

/** What the fields of a rule have at first. */
export function fieldsOf({ types, services, repositories, ...rest }: Rule): RuleFields {
  return {
    ...rest,
    types: types.join(", "),
    services: services.join(", "),
    repositories: repositories.join(", "),
  };
}

/** The rule that the fields say. */
export function ruleOf({ name, types, services, repositories, where, effect }: RuleFields): Rule {
  return {
    name: name.trim(),
    types: split(types),
    services: split(services),
    repositories: split(repositories),
    where: where.map(({ at, comparison, value }) => ({
      at: at.trim(),
      comparison,
      value: comparison === "exists" && value.trim() === "" ? "true" : value.trim(),
    })),
    effect: effect.kind === "deny" ? { ...effect, reason: effect.reason.trim() } : effect,
  };
}

function split(text: string): readonly string[] {
  return text
    .split(/[,\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
