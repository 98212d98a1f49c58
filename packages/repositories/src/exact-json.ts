import { requireString } from "./validate.ts";

declare global {
  /** ECMAScript's JSON.parse source text access: Node 24 has it, TypeScript's lib does not. */
  interface JSON {
    rawJSON(text: string): object;
    isRawJSON(value: unknown): value is { readonly rawJSON: string };
  }
}

/**
 * Like `JSON.parse`, but a number or a text that `JSON.stringify` would write differently, such as `2.50`,
 * `12345678901234567890` or `"\u00e9"`, becomes a `JSON.rawJSON` value, so that it is written as it was read.
 *
 * It also avoids a bug of V8's parser: after `{"a":1,"\\":2}`, that reads the name in `{"a":1,"\n":2}` as a backslash
 * (Node 24.21).
 *
 * @throws {SyntaxError} if the text is not JSON.
 * @throws {RangeError} if it is nested too deeply for the stack.
 */
export function parseJsonExactly(text: string): unknown {
  const value: unknown = JSON.parse(requireString("text", text));
  // A reviver receives the source texts too, at twice the cost of a second reading.
  return hasOneSpelling(text) || isSpeltAlike(value, text) ? value : new Reader(text).read();
}

/** Matches what JSON may spell differently: an escape, and a number that is not whole or has 16 digits or more. */
const severalSpellings = /\\|\d(?:[.eE]|\d{15})|-0/;
/** The beginning of an object or array. */
const opening = /[[{]/g;
/** The most beginnings in a text that cannot be nested too deeply for the stack. */
const surelyShallow = 1000;

/**
 * Whether the text is the only spelling of its value, but for white space. False for some texts of which this is true.
 * Writing the value to compare it would cost as much as reading it.
 */
function hasOneSpelling(text: string): boolean {
  if (severalSpellings.test(text) || !text.isWellFormed()) return false;
  opening.lastIndex = 0;
  for (let found = 0; found <= surelyShallow; found++) if (!opening.test(text)) return true;
  return false;
}

/** Whether `JSON.stringify` writes the value as it was read, which is true for the output of JavaScript. */
function isSpeltAlike(value: unknown, text: string): boolean {
  try {
    return JSON.stringify(value) === text;
  } catch {
    return false;
  }
}

const [tab, lineFeed, carriageReturn, space] = [0x09, 0x0a, 0x0d, 0x20];
const [quote, comma, colon] = [0x22, 0x2c, 0x3a];
const [openBracket, backslash, closeBracket] = [0x5b, 0x5c, 0x5d];
const [openBrace, closeBrace] = [0x7b, 0x7d];

/** Reads a text that is known to be valid JSON. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): unknown {
    switch (this.#skipWhiteSpace()) {
      case openBrace:
        return this.#readObject();
      case openBracket:
        return this.#readArray();
      case quote:
        return exactText(this.#readString());
      default:
        return exactWord(this.#readWord());
    }
  }

  #readObject(): object {
    const object: Record<string, unknown> = {};
    this.#at++;
    while (this.#skipWhiteSpace() !== closeBrace) {
      if (this.#text.charCodeAt(this.#at) === comma) {
        this.#at++;
        this.#skipWhiteSpace();
      }
      const name = textOf(this.#readString());
      if (this.#skipWhiteSpace() === colon) this.#at++;
      const value = this.read();
      // An assignment would set the prototype.
      if (name === "__proto__") {
        Object.defineProperty(object, name, {
          value,
          configurable: true,
          enumerable: true,
          writable: true,
        });
      } else {
        object[name] = value;
      }
    }
    this.#at++;
    return object;
  }

  #readArray(): unknown[] {
    const items: unknown[] = [];
    this.#at++;
    while (this.#skipWhiteSpace() !== closeBracket) {
      if (this.#text.charCodeAt(this.#at) === comma) this.#at++;
      items.push(this.read());
    }
    this.#at++;
    return items;
  }

  /** @returns the string with its quotes. */
  #readString(): string {
    const start = this.#at;
    let end = start;
    do end = this.#text.indexOf('"', end + 1);
    while (this.#isEscaped(end));
    this.#at = end + 1;
    return this.#text.slice(start, end + 1);
  }

  /** Whether an odd number of backslashes precedes it. */
  #isEscaped(place: number): boolean {
    let before = place - 1;
    while (this.#text.charCodeAt(before) === backslash) before--;
    return (place - before) % 2 === 0;
  }

  /** @returns a number, `true`, `false` or `null`. */
  #readWord(): string {
    const start = this.#at;
    while (this.#at < this.#text.length && !endsWord(this.#text.charCodeAt(this.#at))) this.#at++;
    return this.#text.slice(start, this.#at);
  }

  /** @returns the next code unit, or NaN at the end. */
  #skipWhiteSpace(): number {
    while (isWhiteSpace(this.#text.charCodeAt(this.#at))) this.#at++;
    return this.#text.charCodeAt(this.#at);
  }
}

/** Most texts have no escapes, and stand for themselves; half of a surrogate pair is written with an escape. */
function exactText(source: string): unknown {
  if (!source.includes("\\") && source.isWellFormed()) return source.slice(1, -1);
  const text = textOf(source);
  return JSON.stringify(text) === source ? text : JSON.rawJSON(source);
}

function textOf(source: string): string {
  return source.includes("\\") ? (JSON.parse(source) as string) : source.slice(1, -1);
}

function exactWord(source: string): unknown {
  const value: unknown = JSON.parse(source);
  return JSON.stringify(value) === source ? value : JSON.rawJSON(source);
}

function isWhiteSpace(unit: number): boolean {
  return unit === space || unit === lineFeed || unit === carriageReturn || unit === tab;
}

function endsWord(unit: number): boolean {
  return unit === comma || unit === closeBracket || unit === closeBrace || isWhiteSpace(unit);
}
