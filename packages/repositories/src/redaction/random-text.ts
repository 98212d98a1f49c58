/** Whether a text has digits, or letters of both cases in no order that words have. */
export function isMixed(text: string): boolean {
  return /\d/.test(text) || (/[a-z]/.test(text) && /[A-Z]/.test(text) && !isIdentifier(text));
}

/** A longer run of letters is no name in a program. */
const longestIdentifier = 60;

/** Whether it is letters alone, as a word or words in camel, snake or kebab case or between full stops. */
export function isIdentifier(text: string): boolean {
  return (
    text.length <= longestIdentifier &&
    /^[$_]*[A-Za-z][a-z]*(?:[A-Z][a-z]+|[._-]+[A-Z]?[a-z]+|[._-]+[A-Z]+)*[A-Z]{0,3}[$_]*$/.test(
      text,
    )
  );
}
