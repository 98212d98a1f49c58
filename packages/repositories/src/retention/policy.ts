import { InvalidInputError } from "@handsfree/query";
import { retentionDefaults, type RetentionRuleName, retentionRuleNames } from "./defaults.ts";
import { requireObject, shown } from "../validate.ts";
import { retentionLimits } from "./limits.ts";

/**
 * Whole days of 24 hours by rule: 0 for as soon as may be, null for never. What is left out is as in
 * `retentionDefaults`.
 */
export type RetentionPolicy = Partial<
  Readonly<Record<RetentionRuleName, number | null | undefined>>
>;

/** How long each is kept, in days; null for ever. */
export type RetentionDays = Readonly<Record<RetentionRuleName, number | null>>;

/**
 * The policy with the defaults filled in.
 *
 * @throws {InvalidInputError} naming the rule: one that there is not, or days that are no whole number from 0
 *   to 36,500.
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
