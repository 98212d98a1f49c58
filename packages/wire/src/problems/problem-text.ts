/** What a code of a refusal means. */
export interface ProblemText {
  /** The HTTP statuses that it comes with. */
  readonly statuses: readonly number[];
  /** What is the matter. */
  readonly meaning: string;
  /** What the caller can do about it. */
  readonly wayOut: string;
}

/** Checks the form of a table of codes, and keeps its names in its type. */
export function problemTexts<const Code extends string>(
  texts: Readonly<Record<Code, ProblemText>>,
): Readonly<Record<Code, ProblemText>> {
  return texts;
}
