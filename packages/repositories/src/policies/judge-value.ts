import { compareNumbers } from "./compare-numbers.ts";
import type { OrderCondition, PayloadCondition, PolicyValue } from "./condition.ts";
import { nowhere } from "./json-pointer.ts";
import { compileTextGlob } from "./text-glob.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

/** Judges what a pointer found in a value of `parseJsonExactly`. */
export type JudgeValue = (found: unknown) => Verdict;

/** A value that can be compared: a number as its JSON text, and a text without its escapes. */
type Comparable =
  | { readonly type: "number"; readonly text: string }
  | { readonly type: "string"; readonly text: string }
  | { readonly type: "boolean"; readonly value: boolean };

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
  const limit = numberText(value);
  return judging("number", ({ text }) => {
    const order = compareNumbers(text, limit);
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
  const numbers = values.map((value) => numberText(value as OrderCondition["value"]));
  return judging("number", ({ text }) =>
    numbers.some((number) => compareNumbers(text, number) === 0),
  );
}

/** Judges values of one type. Others cannot be compared, and neither can a number that cannot be read. */
function judging<Type extends Comparable["type"]>(
  type: Type,
  holds: (value: Extract<Comparable, { readonly type: Type }>) => boolean,
): JudgeValue {
  return (found) => {
    if (found === nowhere) return "missing";
    const value = comparableOf(found);
    if (value?.type !== type) return "other_type";
    try {
      return verdictOf(holds(value as Extract<Comparable, { readonly type: Type }>));
    } catch (error) {
      if (error instanceof RangeError) return "unreadable";
      throw error;
    }
  };
}

function opposite(verdict: Verdict): Verdict {
  if (verdict === "holds") return "fails";
  return verdict === "fails" ? "holds" : verdict;
}

function comparableOf(found: unknown): Comparable | undefined {
  if (typeof found === "string") return { type: "string", text: found };
  if (typeof found === "boolean") return { type: "boolean", value: found };
  if (typeof found === "number") return { type: "number", text: numberText(found) };
  if (!JSON.isRawJSON(found)) return undefined;
  return found.rawJSON.startsWith('"')
    ? { type: "string", text: JSON.parse(found.rawJSON) as string }
    : { type: "number", text: found.rawJSON };
}

function numberText(value: OrderCondition["value"]): string {
  return typeof value === "number" ? JSON.stringify(value) : value.rawJSON;
}
