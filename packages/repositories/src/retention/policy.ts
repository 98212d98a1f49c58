import { InvalidInputError } from "@handsfree/query";
import { retentionDefaults, type RetentionRuleName, retentionRuleNames } from "./defaults.ts";
import { requireObject, shown } from "../validate.ts";
import { retentionLimits } from "./limits.ts";

/**
 * The days (of 24 hours) of each rule: 0 for as soon as possible, null for never. Missing rules are as in
 * `retentionDefaults`.
 */
export type RetentionPolicy = Partial<
  Readonly<Record<RetentionRuleName, number | null | undefined>>
>;

/** The days of all rules; null for never. */
export type RetentionDays = Readonly<Record<RetentionRuleName, number | null>>;

/**
 * Fills in the defaults of a policy.
 *
 * @throws {InvalidInputError} naming the rule, if it does not exist or its days are not a whole number from 0 to
 *   36,500.
 */
export function retentionDays(policy: RetentionPolicy = {}): RetentionDays {
  for (const [name, days] of Object.entries(requireObject("policy", policy)))
    requireRule(name, days);
  const filled = retentionRuleNames.map((name) => {
    const chosen = policy[name];
    return [name, chosen === undefined ? retentionDefaults[name].days : chosen] as const;
  });
  return Object.fromEntries(filled) as Record<RetentionRuleName, number | null>;
}

function requireRule(name: string, days: number | null | undefined): void {
  if (!Object.hasOwn(retentionDefaults, name)) {
    const problem = `is not a retention rule; give one of ${retentionRuleNames.join(", ")}`;
    throw new InvalidInputError(name, problem);
  }
  if (days === null || days === undefined) return;
  if (
    typeof days === "number" &&
    Number.isInteger(days) &&
    days >= 0 &&
    days <= retentionLimits.days
  ) {
    return;
  }
  throw new InvalidInputError(
    name,
    `is ${shown(days)}; give whole days from 0 to ${retentionLimits.days}, or null to keep it for ever`,
  );
}
