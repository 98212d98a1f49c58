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

/** Longer texts are searched for one form after the other, each from the letters that it must have. */
const shortText = 200;

/**
 * Whether a text holds any of the forms. A short one, of which a body can hold very many, is searched for all
 * of them at once. Of a long one it is not said: it may.
 */
export function anyForm(forms: readonly RegExp[]): (text: string) => boolean {
  const byFlags = Map.groupBy(forms, ({ flags, source }) =>
    // What refers to a group by its number is no part of a longer expression.
    /\\[1-9]/.test(source) ? `${flags} ${source}` : flags,
  );
  const together = [...byFlags.values()].map((some) => {
    const flags = some[0]?.flags.replaceAll(/[gy]/g, "");
    return new RegExp(some.map(({ source }) => `(?:${source})`).join("|"), flags);
  });
  return (text) => text.length > shortText || together.some((form) => form.test(text));
}
