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
