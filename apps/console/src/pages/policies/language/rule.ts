/** A condition on a value of the payload, each part as the text form writes it. */
export interface RuleCondition {
  readonly at: string;
  readonly comparison: string;
  /** As in the text: `true`, `12`, `main` or `"12"`; of `one_of` the values with commas between them. */
  readonly value: string;
}

/** What a rule decides. Times are as in the text, for example `4h`; empty ones are the default. */
export type RuleEffect =
  | AllowingEffect
  | { readonly kind: "deny"; readonly reason: string }
  | { readonly kind: "as_proposed" }
  | AskingEffect;

/** It is carried out without a question. */
interface AllowingEffect {
  readonly kind: "allow";
  /** How long it can be undone before it is carried out; empty for not at all. */
  readonly grace: string;
}

/** Who is asked, and how. */
export interface AskingEffect {
  readonly kind: "ask";
  /** The name of the group; undefined if people are named. */
  readonly group: string | undefined;
  /** The ids of the people; empty if a group is asked. */
  readonly approvers: readonly string[];
  readonly approvals: number;
  readonly expiresIn: string;
  readonly edit: boolean;
  /** Whether each approval takes a passkey, as grave actions do. */
  readonly isStrong: boolean;
  /** The group that is asked next; undefined if the action is then denied. */
  readonly escalateTo: string | undefined;
  readonly escalationExpiresIn: string;
  /** How long an approval can be undone before it is carried out; empty for not at all. */
  readonly grace: string;
}

/** A policy, as the form shows it. */
export interface Rule {
  readonly name: string;
  /** Empty: of every type. The other lists likewise. */
  readonly types: readonly string[];
  readonly services: readonly string[];
  readonly repositories: readonly string[];
  readonly where: readonly RuleCondition[];
  readonly effect: RuleEffect;
}

/** The comparisons of conditions, and how a sentence says them. */
export const comparisons: Readonly<Record<string, string>> = {
  equals: "is",
  not_equals: "is not",
  less: "is less than",
  at_most: "is at most",
  greater: "is greater than",
  at_least: "is at least",
  one_of: "is one of",
  matches: "matches",
  exists: "exists:",
};

/** What a text of policies begins with if there is none. */
export const emptyPolicies = "version: 1\npolicies: []\n";
