import { SqlTextError } from "./sql-text-error.ts";
import type { Token } from "./token.ts";
import { tokenize } from "./tokenize.ts";

/** A statement of a file. */
export interface SqlStatement {
  /** Without the semicolon, and without comments around it. */
  readonly text: string;
  /** The line where it begins in the file, from 1. */
  readonly line: number;
}

/**
 * Splits SQL of DuckDB or PostgreSQL at the semicolons that end statements. A semicolon ends none within a
 * comment, a string, a dollar quote or parentheses (as in `CREATE RULE … DO (…; …)`), or within `BEGIN ATOMIC …
 * END` of a function. Comments and space alone are no statement.
 *
 * @throws {SqlTextError} for a comment, a string or a quoted name that is never closed, and for a NUL
 *   character, since DuckDB silently ignores the text after it.
 */
export function splitStatements(sql: string): readonly SqlStatement[] {
  return splitTokens(tokenize(sql)).map((tokens) => ({
    text: tokens.map(({ text }) => text).join(""),
    line: tokens[0]?.line ?? 1,
  }));
}

/** Each statement begins and ends with a significant token. */
function splitTokens(tokens: readonly Token[]): Token[][] {
  const statements: Token[][] = [];
  let statement: Token[] = [];
  let nesting = new Nesting();
  for (const token of tokens) {
    if (token.text === "\0") {
      throw new SqlTextError(
        token.line,
        "the text must not contain a NUL character; save the file as UTF-8 text",
      );
    }
    if (token.text === ";" && !nesting.inside) {
      statements.push(trim(statement));
      statement = [];
      nesting = new Nesting();
      continue;
    }
    statement.push(token);
    if (isSignificant(token)) nesting.follow(token);
  }
  statements.push(trim(statement));
  return statements.filter(({ length }) => length > 0);
}

/** Whether a token is neither space nor a comment. */
export function isSignificant({ kind }: Token): boolean {
  return kind !== "space" && kind !== "comment";
}

function trim(tokens: readonly Token[]): Token[] {
  return tokens.slice(tokens.findIndex(isSignificant), tokens.findLastIndex(isSignificant) + 1);
}

/** The parentheses and blocks that a statement has opened and not closed. */
class Nesting {
  #parentheses = 0;
  /** `BEGIN ATOMIC` blocks, and CASE expressions in them, which also close with END. */
  #blocks = 0;
  #first: string | undefined;
  #before = "";

  get inside(): boolean {
    return this.#parentheses > 0 || this.#blocks > 0;
  }

  follow({ kind, text }: Token): void {
    const word = kind === "word" ? text.toUpperCase() : text;
    this.#first ??= word;
    if (text === "(") this.#parentheses += 1;
    else if (text === ")") this.#parentheses = Math.max(0, this.#parentheses - 1);
    else if (this.#parentheses === 0) this.#followBlock(word);
    this.#before = word;
  }

  #followBlock(word: string): void {
    // After a dot or AS, a keyword is a name.
    const isName = this.#before === "." || this.#before === "AS";
    if (word === "ATOMIC" && this.#before === "BEGIN" && this.#first === "CREATE") this.#blocks = 1;
    else if (this.#blocks === 0 || isName) return;
    else if (word === "CASE") this.#blocks += 1;
    else if (word === "END") this.#blocks -= 1;
  }
}
