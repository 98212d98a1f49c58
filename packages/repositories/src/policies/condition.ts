/**
 * A condition on one value of the payload.
 *
 * The proposer of an action writes its payload, and must not get past a policy by leaving a value out or by writing it
 * as another type. So a comparison with a value that is missing, or is of another type than the policy's, is not false:
 * it cannot be made. It then counts as true in a policy that denies or asks, and as false in one that allows. A
 * condition `exists` beside it says that the policy is only about payloads with the value.
 */
export type PayloadCondition =
  | EqualityCondition
  | OrderCondition
  | ChoiceCondition
  | TextCondition
  | PresenceCondition;

/** The value is, or is not, equal. Numbers are compared exactly, with all their digits, and texts by code units. */
export interface EqualityCondition extends Place {
  readonly comparison: "equals" | "not_equals";
  readonly value: PolicyValue;
}

/** The value is a number below or above another. Both are compared exactly, with all their digits. */
export interface OrderCondition extends Place {
  readonly comparison: "less" | "at_most" | "greater" | "at_least";
  readonly value: PolicyNumber;
}

/** The value equals one of 1 to 100 values, which are all texts, all numbers, or all true or false. */
export interface ChoiceCondition extends Place {
  readonly comparison: "one_of";
  readonly value: readonly PolicyValue[];
}

/** The value is a text that matches a pattern, in which `*` stands for any characters, also for none. Case counts. */
export interface TextCondition extends Place {
  readonly comparison: "matches";
  readonly value: string;
}

/** There is a value, or with `false` there is none. A null is a value. */
export interface PresenceCondition extends Place {
  readonly comparison: "exists";
  readonly value: boolean;
}

interface Place {
  /** A JSON pointer (RFC 6901) to the value: `/pull_request/number`. The empty text is the whole payload. */
  readonly at: string;
}

/** A value that a payload's value is compared with. */
export type PolicyValue = string | boolean | PolicyNumber;

/** A number; one that a double cannot represent is made by `JSON.rawJSON("12345678901234567890")`. */
export type PolicyNumber = number | { readonly rawJSON: string };

/** The comparisons of conditions. */
export const policyComparisons = [
  "equals",
  "not_equals",
  "less",
  "at_most",
  "greater",
  "at_least",
  "one_of",
  "matches",
  "exists",
] as const;

/** A comparison of a condition. */
export type PolicyComparison = (typeof policyComparisons)[number];
