import { Problem } from "./problem.ts";

/** The most values and member names that a JSON body can hold: each one costs more memory than its bytes. */
const maximumItems = 50_000;
/** The deepest nesting of a member of the body. */
const maximumDepth = 1000;
/** The longest name, in bytes, that a refusal repeats. */
const longestName = 100;

/** The punctuation of JSON. No byte of a longer UTF-8 character equals one of them. */
const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Checks a body against the limits in one pass over its bytes, before it is parsed, so that a refused body costs no more
 * than its reading. Bytes that are not JSON are left for the parser to refuse.
 *
 * @throws {Problem} 400, naming the member and the limit.
 */
export function limitJson(body: Buffer): void {
  let [items, depth] = [1, 0];
  /** Where the last text began and ended, and where the name of the current member of the body did. */
  let [start, end] = [0, 0];
  let name: readonly [number, number] = [0, 0];
  for (let index = 0; index < body.length; index++) {
    const byte = body[index];
    if (byte === quote) {
      start = index;
      index = endOfText(body, index);
      end = index + 1;
    } else if (byte === comma || byte === colon) {
      items++;
      if (byte === colon && depth === 1) name = [start, end];
    } else if (byte === openBracket || byte === openBrace) {
      items++;
      depth++;
      if (depth > maximumDepth + 1) {
        throw refuse(body.subarray(...name), "is nested", maximumDepth, "levels deep");
      }
    } else if (byte === closeBracket || byte === closeBrace) {
      depth--;
    }
    if (items > maximumItems) {
      throw refuse(body.subarray(...name), "makes the body hold", maximumItems, "values and names");
    }
  }
}

/** The index of the text's closing quote, or the end of the body. */
function endOfText(body: Buffer, start: number): number {
  let index = start + 1;
  while (index < body.length && body[index] !== quote) index += body[index] === backslash ? 2 : 1;
  return index;
}

function refuse(name: Buffer, what: string, limit: number, unit: string): Problem {
  const field = nameOf(name) ?? "body";
  const detail = `${field} ${what} more than ${limit} ${unit}; send less of it`;
  return new Problem(400, "invalid_input", detail, { field, limit });
}

/** Undefined for a name that is missing, too long or no JSON text. */
function nameOf(bytes: Buffer): string | undefined {
  if (bytes.length === 0 || bytes.length > longestName) return undefined;
  try {
    return JSON.parse(bytes.toString()) as string;
  } catch {
    return undefined;
  }
}
