import { InvalidInputError } from "@handsfree/query";
import { ifGiven, requireList, requireObject } from "../validate.ts";
import { checkCondition } from "./check-condition.ts";
import { policyLimits } from "./limits.ts";
import type { PolicyMatch } from "./policy.ts";
import { requireKeys } from "./require-keys.ts";
import { requirePolicyName } from "./policy-name.ts";
import { requireRepositoryPattern } from "./repository-pattern.ts";
import { requireTypePattern } from "./type-pattern.ts";

/** The parts of a match, in the order in which they are judged. */
export const matchParts = ["types", "services", "repositories", "where"] as const;

/** @throws {InvalidInputError} naming the part. */
export function checkMatch(match: PolicyMatch): PolicyMatch {
  requireKeys("match", requireObject("match", match), matchParts);
  const parts = {
    types: ifGiven("types", match.types, listOf(requireTypePattern)),
    services: ifGiven("services", match.services, listOf(requirePolicyName)),
    repositories: ifGiven("repositories", match.repositories, listOf(requireRepositoryPattern)),
    where: ifGiven(
      "where",
      match.where,
      listOf((_field, condition) => checkCondition(condition), policyLimits.conditions),
    ),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
}

function listOf<Item>(
  check: (field: string, item: Item) => Item,
  most: number = policyLimits.listItems,
): (field: string, list: readonly Item[]) => readonly Item[] {
  return (field, list) =>
    requireLength(field, requireList(field, list), most).map((item) => check(field, item));
}

/** An empty list would match nothing, and a policy that never matches is a mistake. */
function requireLength<Item>(field: string, list: readonly Item[], most: number): readonly Item[] {
  if (list.length > 0 && list.length <= most) return list;
  throw new InvalidInputError(
    field,
    `must have 1 to ${most} items, got ${list.length}; leave it out to match everything`,
  );
}
