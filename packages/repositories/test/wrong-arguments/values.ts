import {
  createRedactor,
  decodeJsonExactly,
  escapeInvisible,
  isReservedUuid,
  parseJsonExactly,
  redactText,
} from "../../src/index.ts";
import { plain, type Rows } from "./row.ts";

export const values: Rows = {
  createRedactor: plain(createRedactor, { names: ["pin"], patterns: [/pin-\d+/] }),
  decodeJsonExactly: { ...plain(decodeJsonExactly, "{}"), alsoTaken: [null] },
  escapeInvisible: plain(escapeInvisible, "text"),
  isReservedUuid: plain(isReservedUuid, "text"),
  parseJsonExactly: plain((text: string) => orNotJson(() => parseJsonExactly(text)), "{}"),
  redactText: plain(redactText, "text"),
};

/** What is a text and not JSON is another error, as of `JSON.parse`. */
function orNotJson(parse: () => unknown): unknown {
  try {
    return parse();
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
