import { checkCondition, checkValue } from "../check-condition.ts";
import { checkMatch, matchParts } from "../check-match.ts";
import { type PayloadCondition, policyComparisons } from "../condition.ts";
import { requirePointer } from "../json-pointer.ts";
import type { PolicyMatch } from "../policy.ts";
import { requirePolicyName } from "../policy-name.ts";
import { requireRepositoryPattern } from "../repository-pattern.ts";
import { requireTypePattern } from "../type-pattern.ts";
import type { YamlValue } from "./yaml-value.ts";

/** Reads `{ types: [git.push], where: [{ at: /force, equals: true }] }`. */
export function readMatch(match: YamlValue): PolicyMatch {
  const members = match.members(matchParts);
  const read = {
    types: readTexts(members.find("types"), requireTypePattern),
    services: readTexts(members.find("services"), requirePolicyName),
    repositories: readTexts(members.find("repositories"), requireRepositoryPattern),
    where: members.find("where")?.items().map(readCondition),
  };
  return match.check(() => checkMatch(read));
}

function readTexts(
  list: YamlValue | undefined,
  requireText: (field: string, text: string) => string,
): readonly string[] | undefined {
  return list?.items().map((item) => {
    const text = item.text();
    return item.check((field) => requireText(field, text));
  });
}

/** Reads `{ at: /force, equals: true }`. */
function readCondition(condition: YamlValue): PayloadCondition {
  const members = condition.members(["at", ...policyComparisons]);
  const pointer = members.get("at");
  const at = pointer.text();
  pointer.check((field) => requirePointer(field, at));
  const { key: comparison, value: written } = members.getOne(policyComparisons);
  const value =
    comparison === "one_of" ? written.items().map((item) => item.scalar()) : written.scalar();
  const read = { at, comparison, value } as PayloadCondition;
  written.check((field) => checkValue(field, read));
  return checkCondition(read);
}
