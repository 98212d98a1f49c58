import { InvalidInputError } from "@handsfree/query";
import {
  requireBoolean,
  requireList,
  requireObject,
  requireOneOf,
  requireText,
  shown,
} from "../validate.ts";
import {
  type PayloadCondition,
  policyComparisons,
  type PolicyNumber,
  type PolicyValue,
} from "./condition.ts";
import { requirePointer } from "./json-pointer.ts";
import { policyLimits } from "./limits.ts";
import { requireKeys } from "./require-keys.ts";

/** @throws {InvalidInputError} naming `at`, `comparison` or `value`. */
export function checkCondition(condition: PayloadCondition): PayloadCondition {
  requireKeys("where", requireObject("where", condition), ["at", "comparison", "value"]);
  const { at, comparison } = condition;
  requirePointer("at", at);
  requireOneOf("comparison", comparison, policyComparisons);
  return { at, comparison, value: checkValue("value", condition) } as PayloadCondition;
}

/** @throws {InvalidInputError} naming the field, unless the comparison takes the condition's value. */
export function checkValue(
  field: string,
  { comparison, value }: PayloadCondition,
): PayloadCondition["value"] {
  switch (comparison) {
    case "exists":
      return requireBoolean(field, value);
    case "matches":
      return requireTextPattern(field, value);
    case "one_of":
      return requireChoices(field, value);
    case "equals":
    case "not_equals":
      return requireValue(field, value);
    default:
      return requireNumber(field, value);
  }
}

function requireTextPattern(field: string, pattern: string): string {
  requireText(field, pattern, policyLimits.patternLength);
  if (!pattern.includes("**")) return pattern;
  throw new InvalidInputError(
    field,
    "holds two stars in a row; write *, which stands for any characters",
  );
}

function requireChoices(field: string, choices: readonly PolicyValue[]): readonly PolicyValue[] {
  const values = requireList(field, choices).map((value) => requireValue(field, value));
  if (values.length === 0 || values.length > policyLimits.listItems) {
    throw new InvalidInputError(
      field,
      `must be a list of 1 to ${policyLimits.listItems} values, got ${values.length}`,
    );
  }
  if (new Set(values.map(typeOf)).size === 1) return values;
  throw new InvalidInputError(
    field,
    "must hold values of one type, since a payload's value is compared only with its own type; write one policy for each type",
  );
}

function requireValue(field: string, value: PolicyValue): PolicyValue {
  if (typeof value === "boolean" || value === "") return value;
  if (typeof value === "string") return requireText(field, value, policyLimits.valueLength);
  if (typeof value === "number" || JSON.isRawJSON(value)) return requireNumber(field, value);
  throw new InvalidInputError(
    field,
    `must be a text, a number, true or false, got ${shown(value)}; for a missing value use exists`,
  );
}

function requireNumber(field: string, value: PolicyNumber): PolicyNumber {
  // A zero has one form, so that a set that is printed and parsed is the same.
  if (Number.isFinite(value)) return value === 0 ? 0 : value;
  if (!JSON.isRawJSON(value) || !/^-?\d/.test(value.rawJSON)) {
    throw new InvalidInputError(field, `must be a number, got ${shown(value)}`);
  }
  if (value.rawJSON.length > policyLimits.valueLength) {
    throw new InvalidInputError(field, `must have at most ${policyLimits.valueLength} characters`);
  }
  return value;
}

function typeOf(value: PolicyValue): string {
  return typeof value === "object" ? "number" : typeof value;
}
