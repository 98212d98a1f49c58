import type { Rule } from "../language/rule.ts";

type Match = Pick<Rule, "types" | "repositories" | "services" | "where">;

/** What a grant is about, as the words of rules take it. The API answers any JSON there. */
export function matchOfGrant(match: unknown): Match {
  const { types, repositories, services, where } = (match ?? {}) as Record<string, unknown>;
  return {
    types: textsOf(types),
    repositories: textsOf(repositories),
    services: textsOf(services),
    where: (Array.isArray(where) ? where : []).map((condition) => {
      const { at, comparison, value } = (condition ?? {}) as Record<string, unknown>;
      return {
        at: String(at),
        comparison: String(comparison),
        value: Array.isArray(value)
          ? value.map((one) => JSON.stringify(one)).join(", ")
          : JSON.stringify(value),
      };
    }),
  };
}

/** A grant in one line. */
export function titleOfMatch(match: unknown): string {
  const { types, repositories, services, where } = matchOfGrant(match);
  const parts = [
    types.length === 0 ? "any action" : types.join(", "),
    repositories.length > 0 && `in ${repositories.join(", ")}`,
    services.length > 0 && `by ${services.join(", ")}`,
    where.length > 0 && `with ${where.length} ${where.length === 1 ? "condition" : "conditions"}`,
  ];
  return parts.filter((part) => part !== false).join(" ");
}

function textsOf(list: unknown): readonly string[] {
  return Array.isArray(list) ? list.map(String) : [];
}
