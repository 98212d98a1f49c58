declare global {
  /** ECMAScript's JSON.parse source text access, which Node 24 has and TypeScript's lib does not. */
  interface JSON {
    rawJSON(text: string): object;
    isRawJSON(value: unknown): value is { readonly rawJSON: string };
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
    ): unknown;
  }
}

/**
 * Like `JSON.parse`, but a number or a text that `JSON.stringify` would write in another way, such as
 * `2.50`, `12345678901234567890` or `"\u00e9"`, becomes a `JSON.rawJSON` value, so that it is written
 * as it was read.
 *
 * @throws {SyntaxError} when the text is not JSON.
 */
export function parseJsonExactly(text: string): unknown {
  return JSON.parse(text, (_key, value, { source }) =>
    source === undefined || JSON.stringify(value) === source ? value : JSON.rawJSON(source),
  );
}
