declare global {
  /** ECMAScript's JSON.parse source text access: Node 24 has it, TypeScript's lib does not. */
  interface JSON {
    parse(
      text: string,
      reviver: (name: string, value: unknown, context: { readonly source?: string }) => unknown,
    ): unknown;
    rawJSON(text: string): object;
    isRawJSON(value: unknown): value is { readonly rawJSON: string };
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads the text of a message that must mean the same to every reader. Outside of texts a carriage return is white
 * space, but some readers end a line at it, and then read a part of the message as a message of its own.
 *
 * @throws {TypeError} if the bytes are not UTF-8.
 */
export function textOfMessage(bytes: Uint8Array): string {
  return utf8.decode(bytes).replaceAll("\r", " ");
}

/**
 * Like `JSON.parse`, but a number that `JSON.stringify` would write with other digits becomes a `JSON.rawJSON` value,
 * which it writes as it was read.
 *
 * @throws {SyntaxError} if the text is not JSON.
 */
export function parseExactly(text: string): unknown {
  return JSON.parse(text, (_name, value, { source }) =>
    typeof value === "number" && source !== undefined && source !== JSON.stringify(value)
      ? JSON.rawJSON(source)
      : value,
  );
}

/**
 * Whether an object of the text has two members of one name. Readers differ in which of them they take, so that what
 * people see could differ from what runs.
 *
 * @param value what `JSON.parse` read of the text.
 */
export function repeatsName(text: string, value: unknown): boolean {
  return countColons(text) !== countMembers(value);
}

const [quote, backslash, colon] = [0x22, 0x5c, 0x3a];

/** The colons outside of texts, of which each member has one. */
function countColons(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === colon) count++;
    else if (unit === quote) index = endOfText(text, index);
  }
  return count;
}

function endOfText(text: string, start: number): number {
  let index = start + 1;
  while (text.charCodeAt(index) !== quote) index += text.charCodeAt(index) === backslash ? 2 : 1;
  return index;
}

function countMembers(value: unknown): number {
  let count = 0;
  // A stack of our own, since messages can be nested more deeply than calls.
  const rest = [value];
  while (rest.length > 0) {
    const one = rest.pop();
    if (typeof one !== "object" || one === null) continue;
    const members: readonly unknown[] = Array.isArray(one) ? one : Object.values(one);
    if (!Array.isArray(one)) count += members.length;
    for (const member of members) rest.push(member);
  }
  return count;
}
