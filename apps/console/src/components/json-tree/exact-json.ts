/** A number whose spelling a double would change, as the browser's `JSON.rawJSON` holds it. */
interface RawNumber {
  readonly rawJSON: string;
}

interface ExactJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON?(text: string): RawNumber;
  isRawJSON?(value: unknown): value is RawNumber;
}

const exact = JSON as ExactJson;

/** A text of JSON that could be read, or why it could not. */
export type ParsedJson =
  | { readonly value: unknown; readonly problem?: undefined }
  | { readonly problem: string; readonly value?: undefined };

/**
 * Parses JSON so that `JSON.stringify` writes the same numbers again, also those that a double cannot hold. In a browser
 * that cannot, such numbers are a problem, since an edit would change them unseen.
 */
export function parseExactly(text: string): ParsedJson {
  let problem: string | undefined;
  try {
    const value = exact.parse(text, (_key, parsed, { source }) => {
      if (typeof parsed !== "number" || source === undefined || source === String(parsed)) {
        return parsed;
      }
      if (exact.rawJSON !== undefined) return exact.rawJSON(source);
      if (Number.isFinite(parsed) && Number(source) === parsed && source.length < 16) return parsed;
      problem = `this browser would change the number ${source}`;
      return parsed;
    });
    return problem === undefined ? { value } : { problem };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : "this is not JSON" };
  }
}

/** The spelling of a number that a double would change; undefined for every other value. */
export function rawNumber(value: unknown): string | undefined {
  return exact.isRawJSON?.(value) === true ? value.rawJSON : undefined;
}
