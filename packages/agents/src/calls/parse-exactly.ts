interface ExactJson {
  parse(text: string, revive: (name: string, value: unknown, context: Source) => unknown): unknown;
  rawJSON(text: string): unknown;
}
interface Source {
  readonly source?: string;
}

/**
 * Parses JSON so that `JSON.stringify` writes its numbers with the digits that they have, also where a number of
 * JavaScript has fewer.
 *
 * @throws {SyntaxError}
 */
export function parseExactly(text: string): unknown {
  const exact = JSON as unknown as ExactJson;
  return exact.parse(text, (_, value, { source }) =>
    typeof value === "number" && source !== undefined && JSON.stringify(value) !== source
      ? exact.rawJSON(source)
      : value,
  );
}
