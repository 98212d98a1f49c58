import { InvalidInputError } from "@handsfree/query";
import { escapeInvisible } from "../escape-invisible.ts";
import { requireText } from "../validate.ts";
import { policyLimits } from "./limits.ts";

/** @throws {InvalidInputError} unless it is a name that a person can read and tell from others. */
export function requirePolicyName(field: string, name: string): string {
  requireText(field, name, policyLimits.nameLength);
  if (name === name.trim() && !/[\n\t]/.test(name) && escapeInvisible(name) === name) return name;
  throw new InvalidInputError(
    field,
    "begins or ends with white space, or holds an invisible character; remove it",
  );
}
