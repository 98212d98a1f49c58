import { Problem } from "./problem.ts";

/** The most values and names of members that a JSON body can hold: each costs more than its bytes do. */
const maximumJsonItems = 50_000;
/** The deepest that a JSON body can be nested: a payload of 1000 levels, in the object of its route. */
const maximumJsonDepth = 1001;

/** Signs of JSON, in ASCII, which no byte of a longer character is. */
const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Holds the bytes of a body against the limits, in one pass before it is parsed, so that what is refused has cost
 * no more than its reading. What is not JSON is for the parser to refuse.
 *
 * @throws {Problem} 400, naming the limit.
 */
export function limitJson(body: Uint8Array): void {
  let [items, depth] = [1, 0];
  let inText = false;
  for (let index = 0; index < body.length; index++) {
    const byte = body[index];
    if (inText) {
      if (byte === backslash) index++;
      else if (byte === quote) inText = false;
    } else if (byte === quote) {
      inText = true;
    } else if (byte === comma || byte === colon) {
      items++;
    } else if (byte === openBracket || byte === openBrace) {
      items++;
      if (++depth > maximumJsonDepth) throw refuse("is nested", maximumJsonDepth, "levels deep");
    } else if (byte === closeBracket || byte === closeBrace) {
      depth--;
    }
    if (items > maximumJsonItems) throw refuse("holds", maximumJsonItems, "values and names");
  }
}

function refuse(what: string, limit: number, unit: string): Problem {
  return new Problem(
    400,
    "invalid_input",
    `the body ${what} more than ${limit} ${unit}; send less of it`,
    {
      field: "body",
      limit,
    },
  );
}
