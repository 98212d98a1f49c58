import type { Token } from "../../sql/token.ts";

/** Goes through a statement's tokens, which have no space and no comments among them. */
export class Cursor {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  /** Of the next token, or at the end of the last. */
  get line(): number {
    return (this.#tokens[this.#at] ?? this.#tokens.at(-1))?.line ?? 1;
  }

  get next(): Token | undefined {
    return this.#tokens[this.#at];
  }

  /** Whether these keywords or signs come next. A quoted name is neither. */
  isAt(...words: readonly string[]): boolean {
    return words.every((word, index) => isWord(this.#tokens[this.#at + index], word));
  }

  /** Steps over these keywords or signs, if they come next. */
  take(...words: readonly string[]): boolean {
    const found = this.isAt(...words);
    if (found) this.#at += words.length;
    return found;
  }

  /** Steps over any one of these. */
  takeAny(...words: readonly string[]): string | undefined {
    return words.find((word) => this.take(word));
  }

  step(): Token | undefined {
    const token = this.next;
    this.#at += 1;
    return token;
  }

  /**
   * A name, with its schema unless that is the default one. In lower case, even where it is quoted: so
   * DuckDB compares names, and tables that differ in case alone would be a trap on PostgreSQL.
   */
  name(): string | undefined {
    const parts: string[] = [];
    do {
      const { kind, text } = this.next ?? { kind: "other", text: "" };
      if (kind === "word") parts.push(text.toLowerCase());
      else if (kind === "quoted-name") parts.push(unquote(text).toLowerCase());
      else return undefined;
      this.#at += 1;
    } while (this.take("."));
    if (parts.length > 1 && (parts[0] === "public" || parts[0] === "main")) parts.shift();
    return parts.join(".");
  }

  /** What stands in the parentheses that come next. */
  parenthesized(): readonly Token[] | undefined {
    if (!this.isAt("(")) return undefined;
    const from = this.#at + 1;
    this.#stepOverGroup();
    return this.#tokens.slice(from, this.#at - 1);
  }

  /** What comes before the first place, outside of parentheses, that the condition holds at. */
  until(condition: () => boolean): readonly Token[] {
    const from = this.#at;
    while (!this.done && !condition()) this.#stepOverGroup();
    return this.#tokens.slice(from, this.#at);
  }

  #stepOverGroup(): void {
    let depth = 0;
    do {
      const { text = "" } = this.step() ?? {};
      if (text === "(" || text === "[") depth += 1;
      else if (text === ")" || text === "]") depth -= 1;
    } while (depth > 0 && !this.done);
  }
}

/** Splits at the commas outside of parentheses. */
export function splitAtCommas(tokens: readonly Token[]): (readonly Token[])[] {
  const cursor = new Cursor(tokens);
  const parts: (readonly Token[])[] = [];
  while (!cursor.done) {
    parts.push(cursor.until(() => cursor.isAt(",")));
    cursor.take(",");
  }
  return parts;
}

function isWord(token: Token | undefined, word: string): boolean {
  if (token === undefined || token.kind === "quoted-name" || token.kind === "string") return false;
  return token.text.toUpperCase() === word;
}

function unquote(text: string): string {
  return text.slice(text.indexOf('"') + 1, -1).replaceAll('""', '"');
}
