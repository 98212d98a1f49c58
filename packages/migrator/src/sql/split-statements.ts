import { SqlTextError } from "./sql-text-error.ts";
import type { Token } from "./token.ts";
import { tokenize } from "./tokenize.ts";

/** A statement of a file. */
export interface SqlStatement {
  /** From its first word to its last, without the semicolon, and without comments around it. */
  readonly text: string;
  /** Where it begins in the file, from 1. */
  readonly line: number;
}

/**
 * Splits SQL of DuckDB or PostgreSQL into its statements, at the semicolons that end one: none within a
 * comment, a string, a dollar quote or parentheses (as of a `CREATE RULE … DO (…; …)`), and none within the
 * `BEGIN ATOMIC … END` of a function. What is only comments and space is no statement.
 *
 * @throws {SqlTextError} for a comment, a string or a quoted name that is never closed, and for a NUL
 *   character, behind which DuckDB reads nothing and says so to nobody.
 */
export function splitStatements(sql: string): readonly SqlStatement[] {
  return splitTokens(tokenize(sql)).map((tokens) => ({
    text: tokens.map(({ text }) => text).join(""),
    line: tokens[0]?.line ?? 1,
  }));
}

/** The same of tokens. Each statement begins and ends with a token that is no space and no comment. */
function splitTokens(tokens: readonly Token[]): Token[][] {
  const statements: Token[][] = [];
  let statement: Token[] = [];
  let nesting = new Nesting();
  for (const token of tokens) {
    if (token.text === "\0") {
      throw new SqlTextError(token.line, "there is a NUL character; save the file as UTF-8 text");
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

/** Whether a token means anything to an engine. */
export function isSignificant({ kind }: Token): boolean {
  return kind !== "space" && kind !== "comment";
}

function trim(tokens: readonly Token[]): Token[] {
  return tokens.slice(tokens.findIndex(isSignificant), tokens.findLastIndex(isSignificant) + 1);
}

/** What a statement has opened and not yet closed. */
class Nesting {
  #parentheses = 0;
  /** `BEGIN ATOMIC`, and each CASE in it, whose END looks the same. */
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
    // Behind a dot or AS, a keyword is a name.
    const isName = this.#before === "." || this.#before === "AS";
    if (word === "ATOMIC" && this.#before === "BEGIN" && this.#first === "CREATE") this.#blocks = 1;
    else if (this.#blocks === 0 || isName) return;
    else if (word === "CASE") this.#blocks += 1;
    else if (word === "END") this.#blocks -= 1;
  }
}
