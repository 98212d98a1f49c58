import { InvalidInputError } from "@handsfree/query";
import { type AccessScope, accessScopeNames } from "@handsfree/schema";
import { requireList, requireOneOf } from "../validate.ts";

/** Only people decide, so a service does not have this scope, even if its row lists it. */
const peopleOnly: AccessScope = "actions:decide";

/**
 * Validates the scopes of a new key. @returns them once each, in the order of the table.
 *
 * @throws {InvalidInputError} unless there is at least one, all are known, and a service may have them.
 */
export function requireScopes(
  scopes: readonly AccessScope[],
  { isService }: { readonly isService: boolean },
): AccessScope[] {
  const given = new Set(
    requireList("scopes", scopes).map((scope) => requireOneOf("scopes", scope, accessScopeNames)),
  );
  if (given.size === 0) {
    throw new InvalidInputError(
      "scopes",
      `is empty; give at least one of ${accessScopeNames.join(", ")}`,
    );
  }
  if (isService && given.has(peopleOnly)) {
    throw new InvalidInputError(
      "scopes",
      `holds ${peopleOnly}, which a service cannot have; leave it out, or give the key to a user`,
    );
  }
  return accessScopeNames.filter((scope) => given.has(scope));
}

/** The holder of a key, as far as it limits the scopes. */
export interface ScopeHolder {
  readonly isService: boolean;
  /** Whether the holder is a user with the role `admin`. */
  readonly isAdmin: boolean;
}

/**
 * The scopes that a key has now. `admin` implies all of them. A user has it only while their role is `admin`. A service
 * never has `actions:decide`, not even if its row says so.
 */
export function effectiveScopes(
  granted: readonly AccessScope[],
  { isService, isAdmin }: ScopeHolder,
): AccessScope[] {
  const isAll = granted.includes("admin") && (isService || isAdmin);
  return accessScopeNames.filter((scope) => {
    if (scope === peopleOnly && isService) return false;
    return isAll || (scope !== "admin" && granted.includes(scope));
  });
}
