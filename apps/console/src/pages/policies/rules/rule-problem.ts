/** What the server says about a rule, by the key of the text that it names. */
export interface RuleProblem {
  /** Such as `expires_in`; empty if it names none. */
  readonly key: string;
  /** The words behind the key, without the place in the text. */
  readonly words: string;
}

/** No problem. */
export const noProblem: RuleProblem = { key: "", words: "" };

/** Reads a problem such as `grace must be a duration (policy "x", line 4)`. */
export function readProblem(detail: string): RuleProblem {
  const [, key = "", words = ""] = /^(\w+) (.*?)(?: \([^()]*line \d+\))?$/s.exec(detail) ?? [];
  return { key, words: `${words.charAt(0).toUpperCase()}${words.slice(1)}.` };
}

/** The error of the field with a key, if the problem is about it. */
export function errorOf({ key, words }: RuleProblem, field: string): string | undefined {
  return key === field ? words : undefined;
}
