import {
  type RetentionDays,
  retentionDefaults,
  type RetentionReport,
  type RetentionRuleName,
  retentionRuleNames,
  snakeCaseRule,
} from "@handsfree/repositories/privacy";
import { renderTable } from "../output/table.ts";

/** The maximum width of a cell in characters, enough for the sentence that describes a rule. */
const longestCell = 120;

/** Shows all rules, and the counts of due records for those that are on. */
export function policyTable(days: RetentionDays, { rules }: RetentionReport): string {
  const outcomes = new Map(rules.map((outcome) => [outcome.rule, outcome]));
  const row = (name: RetentionRuleName) => [
    snakeCaseRule(name),
    days[name] === null ? "never" : `${days[name]} days`,
    outcomes.get(name)?.matched ?? null,
    outcomes.get(name)?.oldestLeft ?? null,
    `${retentionDefaults[name].removes}, from ${retentionDefaults[name].since}`,
  ];
  return renderTable(
    ["RULE", "AFTER", "DUE", "OLDEST LEFT", "REMOVES"],
    retentionRuleNames.map(row),
    longestCell,
  );
}

/** Shows the outcomes of the rules that are on. */
export function reportTable({ rules, dryRun }: RetentionReport): string {
  return renderTable(
    ["RULE", "AFTER", dryRun ? "WOULD REMOVE" : "REMOVED", "OLDEST LEFT"],
    rules.map(({ rule, days, removed, oldestLeft }) => [
      snakeCaseRule(rule),
      `${days} days`,
      removed,
      oldestLeft,
    ]),
  );
}
