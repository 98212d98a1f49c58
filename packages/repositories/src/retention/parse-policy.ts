import { InvalidInputError } from "@handsfree/query";
import { type RetentionRuleName, retentionRuleNames } from "./defaults.ts";
import { retentionLimits } from "./limits.ts";
import { type RetentionPolicy } from "./policy.ts";
import { requireList, requireOneOf, requireString, requireText } from "../validate.ts";

/** A rule's name in settings: `webhook_payloads`. */
export function snakeCaseRule(name: RetentionRuleName): string {
  return requireOneOf("name", name, retentionRuleNames).replaceAll(
    /[A-Z]/g,
    (letter) => `_${letter.toLowerCase()}`,
  );
}

/**
 * Parses settings such as `webhook_payloads=14` or `commands=never`, from a CLI option or an environment variable.
 *
 * @param field the name of that option or variable, for the error.
 * @throws {InvalidInputError} naming that field.
 */
export function parseRetentionPolicy(field: string, settings: readonly string[]): RetentionPolicy {
  requireText("field", field);
  const policy: Partial<Record<RetentionRuleName, number | null>> = {};
  for (const setting of requireList(field, settings)) {
    const [, written, days] =
      /^([a-z_]+)=(never|\d{1,9})$/.exec(requireString(field, setting)) ?? [];
    const name = retentionRuleNames.find((rule) => snakeCaseRule(rule) === written);
    if (name === undefined || days === undefined) {
      const rules = retentionRuleNames.map(snakeCaseRule).join(", ");
      throw new InvalidInputError(
        field,
        `holds an invalid setting; give for example webhook_payloads=14 or commands=never; the rules are ${rules}`,
      );
    }
    policy[name] = days === "never" ? null : Number(days);
  }
  for (const name of retentionRuleNames) {
    const days = policy[name] ?? 0;
    if (days <= retentionLimits.days) continue;
    const problem = `holds ${snakeCaseRule(name)}, which is ${days}; give whole days from 0 to ${retentionLimits.days}, or never`;
    throw new InvalidInputError(field, problem);
  }
  return policy;
}
