/** The replacement of a secret. */
export const redacted = "[redacted]";

/**
 * A form of secrets. The whole match is replaced, except its group named `before`. Every pattern takes linear time: an
 * unbounded repetition either cannot begin twice in one run of its characters (because of a look-behind), or ends the
 * match wherever it stops.
 */
export interface SecretPattern {
  /** Must have the flag `g`. */
  readonly form: RegExp;
  /** Matches every text that contains such a secret, and is much faster than the form. Must not have the flag `g`. */
  readonly hint?: RegExp;
  /** Whether it also matches parts of ids and keys, such as `reset-password:17`. */
  readonly isLoose?: boolean;
  /** Decides whether a match is a secret. Default: every match is. */
  readonly accept?: (secret: string) => boolean;
}

/** Replaces every match in the text. */
export function replaceSecrets(text: string, { form, accept }: SecretPattern): string {
  return text.replace(form, (match: string, ...rest: unknown[]) => {
    const groups = rest.at(-1);
    const before =
      typeof groups === "object" && groups !== null
        ? ((groups as Record<string, string | undefined>)["before"] ?? "")
        : "";
    if (accept && !accept(match.slice(before.length))) return match;
    return `${before}${redacted}`;
  });
}

/** Longer texts are searched pattern by pattern, each starting at its hint. */
const shortText = 200;

/**
 * Whether a text may contain one of the forms. A short text is searched for all of them at once, because a body can
 * have very many short texts. For a long text the answer is always true.
 */
export function anyForm(forms: readonly RegExp[]): (text: string) => boolean {
  const byFlags = Map.groupBy(forms, ({ flags, source }) =>
    // A pattern with a numbered back-reference cannot be part of a longer expression.
    /\\[1-9]/.test(source) ? `${flags} ${source}` : flags,
  );
  const together = [...byFlags.values()].map((some) => {
    const flags = some[0]?.flags.replaceAll(/[gy]/g, "");
    return new RegExp(some.map(({ source }) => `(?:${source})`).join("|"), flags);
  });
  return (text) => text.length > shortText || together.some((form) => form.test(text));
}
