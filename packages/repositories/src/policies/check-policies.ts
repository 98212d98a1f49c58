import { InvalidInputError } from "@handsfree/query";
import { escapeInvisible } from "../escape-invisible.ts";
import { requireList, requireObject } from "../validate.ts";
import { checkEffect } from "./check-effect.ts";
import { checkMatch } from "./check-match.ts";
import { policyLimits } from "./limits.ts";
import type { Policy } from "./policy.ts";
import { requirePolicyName } from "./policy-name.ts";
import { requireKeys } from "./require-keys.ts";

/** The policies that were checked. They are frozen, so none needs to be checked twice. */
const checked = new WeakSet<Policy>();

/**
 * Checks a list of policies, and copies each one so that it cannot be changed afterwards.
 *
 * @throws {InvalidInputError} naming the policy and the field.
 */
export function checkPolicies(field: string, policies: readonly Policy[]): readonly Policy[] {
  const { policies: most } = policyLimits;
  if (requireList(field, policies).length > most) {
    throw new InvalidInputError(field, `must be at most ${most}, got ${policies.length}`);
  }
  const names = new Set<string>();
  return policies.map((policy, index) => {
    const right = inPolicy(policy, index, () => checkPolicy(policy));
    inPolicy(right, index, () => requireNewName(right.name, names));
    return right;
  });
}

/** @throws {InvalidInputError} naming the field. */
export function checkPolicy(policy: Policy): Policy {
  requireKeys("policy", requireObject("policy", policy), ["name", "match", "effect"]);
  if (checked.has(policy)) return policy;
  const right = freeze({
    name: requirePolicyName("name", policy.name),
    match: checkMatch(policy.match),
    effect: checkEffect(policy.effect),
  });
  checked.add(right);
  return right;
}

/** @throws {InvalidInputError} for a name that an earlier policy has. Adds the name. */
export function requireNewName(name: string, names: Set<string>): void {
  if (names.has(name)) {
    throw new InvalidInputError("name", "must be unique, and an earlier policy has it; rename one");
  }
  names.add(name);
}

function inPolicy<Result>(policy: Policy, index: number, check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    const name: unknown = (policy as Partial<Policy> | null | undefined)?.name;
    const label = policyLabel(typeof name === "string" ? name : undefined, index);
    throw new InvalidInputError(error.field, `${error.problem} (policy ${label})`);
  }
}

/** The name by which errors refer to a policy, or its place in the list if the name is at fault. */
export function policyLabel(name: string | undefined, index: number): string {
  if (name === undefined) return String(index + 1);
  return escapeInvisible(JSON.stringify(name.slice(0, policyLimits.nameLength)));
}

function freeze<Value extends object>(value: Value): Value {
  for (const member of Object.values(value)) {
    if (typeof member === "object" && member !== null) freeze(member as object);
  }
  return Object.freeze(value);
}
