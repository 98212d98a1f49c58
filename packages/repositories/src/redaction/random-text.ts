/** Whether a text has digits, or mixes upper and lower case as no word does. */
export function isMixed(text: string): boolean {
  return /\d/.test(text) || (/[a-z]/.test(text) && /[A-Z]/.test(text) && !isIdentifier(text));
}

/** A longer run of letters is not an identifier. */
const longestIdentifier = 60;

/** Whether a text is letters alone: words in camel, snake or kebab case, or joined by full stops. */
export function isIdentifier(text: string): boolean {
  return (
    text.length <= longestIdentifier &&
    /^[$_]*[A-Za-z][a-z]*(?:[A-Z][a-z]+|[._-]+[A-Z]?[a-z]+|[._-]+[A-Z]+)*[A-Z]{0,3}[$_]*$/.test(
      text,
    )
  );
}
