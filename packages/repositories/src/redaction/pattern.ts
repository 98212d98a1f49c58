/** What stands where a secret was. */
export const redacted = "[redacted]";

/**
 * A form that secrets have. What it matches is replaced whole, but for the group named `before`, which
 * stays. Every pattern is linear by construction: what repeats without a bound either cannot begin twice in
 * one run of its characters (the look-behind before it), or ends the match wherever it stops.
 */
export interface SecretPattern {
  /** With the flag `g`. */
  readonly form: RegExp;
  /**
   * Without the flag `g`: what is in every text that holds such a secret, where the engine finds that much faster
   * than the form.
   */
  readonly hint?: RegExp;
  /** Whether it finds what an id or a key can hold as well, such as `reset-password:17`. */
  readonly isLoose?: boolean;
  /** Whether what the form found is a secret after all; left out where the form alone says so. */
  readonly accept?: (secret: string) => boolean;
}

/** The text with every match replaced. */
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
