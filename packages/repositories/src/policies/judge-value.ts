import { type Comparable, decimalOf, toComparable } from "./comparable.ts";
import { compareNumbers } from "./compare-numbers.ts";
import type { OrderCondition, PayloadCondition, PolicyNumber, PolicyValue } from "./condition.ts";
import { nowhere } from "./json-pointer.ts";
import { compileTextGlob } from "./text-glob.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

/** Judges what a pointer found in a value of `parseJsonExactly`. */
export type JudgeValue = (found: unknown) => Verdict;

/** Compiles the comparison of a checked condition. */
export function compileComparison(condition: PayloadCondition): JudgeValue {
  switch (condition.comparison) {
    case "exists":
      return (found) => verdictOf((found !== nowhere) === condition.value);
    case "matches": {
      const matches = compileTextGlob(condition.value);
      return judging("string", ({ text }) => matches(text));
    }
    case "equals":
      return equalsOneOf([condition.value]);
    case "one_of":
      return equalsOneOf(condition.value);
    case "not_equals": {
      const equals = equalsOneOf([condition.value]);
      return (found) => opposite(equals(found));
    }
    default:
      return compileOrder(condition);
  }
}

function compileOrder({ comparison, value }: OrderCondition): JudgeValue {
  const limit = decimalOf(value);
  return judging("number", ({ decimal }) => {
    const order = compareNumbers(decimal, limit);
    if (order === 0) return comparison === "at_most" || comparison === "at_least";
    return order < 0 === (comparison === "less" || comparison === "at_most");
  });
}

/** The values are of one type. */
function equalsOneOf(values: readonly PolicyValue[]): JudgeValue {
  const [first] = values;
  if (typeof first === "string") {
    const texts = new Set(values);
    return judging("string", ({ text }) => texts.has(text));
  }
  if (typeof first === "boolean") return judging("boolean", ({ value }) => values.includes(value));
  const numbers = values.map((value) => decimalOf(value as PolicyNumber));
  return judging("number", ({ decimal }) =>
    numbers.some((number) => compareNumbers(decimal, number) === 0),
  );
}

/** Judges values of one type. Others cannot be compared. */
function judging<Type extends Comparable["type"]>(
  type: Type,
  holds: (value: Extract<Comparable, { readonly type: Type }>) => boolean,
): JudgeValue {
  return (found) => {
    if (found === nowhere) return "missing";
    const value = toComparable(found);
    if (typeof value === "string") return value;
    if (value.type !== type) return "other_type";
    return verdictOf(holds(value as Extract<Comparable, { readonly type: Type }>));
  };
}

function opposite(verdict: Verdict): Verdict {
  if (verdict === "holds") return "fails";
  return verdict === "fails" ? "holds" : verdict;
}
