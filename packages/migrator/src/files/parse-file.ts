import { splitStatements, type SqlStatement } from "../sql/split-statements.ts";
import { SqlTextError } from "../sql/sql-text-error.ts";
import type { Token } from "../sql/token.ts";
import { readTokens } from "../sql/tokenize.ts";
import { transactionWords } from "../sql/transaction-words.ts";
import { type MigrationProblem, problem } from "../plan/problem.ts";
import { checksumOf, normalizeText } from "./checksum.ts";
import { type CommentLine, commentLines } from "./comment-lines.ts";
import { readDirectives, saysNoTransaction } from "./directives.ts";
import { describeBadName, parseFileName } from "./file-name.ts";
import { foreignProblems } from "./foreign-text.ts";
import type { Migration, MigrationFile } from "./migration.ts";
import { sectionProblems } from "./section-markers.ts";

/** A file, and its own problems. */
export interface ParsedFile {
  /** Undefined when the name is bad. */
  readonly migration: Migration | undefined;
  readonly problems: readonly MigrationProblem[];
}

export const parseFile: (file: MigrationFile) => ParsedFile = oncePerFile(parse);

function parse({ file, sql: text }: MigrationFile): ParsedFile {
  const sql = normalizeText(text);
  const { comments, statements, problems: ofText } = readSql(file, sql);
  const directives = readDirectives(file, sql, comments);
  const name = parseFileName(file);
  const problems = [
    ...(name === undefined ? [problem("bad_name", [file], describeBadName(file))] : []),
    ...ofText,
    ...directives.problems,
  ];
  if (name === undefined) return { migration: undefined, problems };
  const migration = {
    ...name,
    file,
    sql,
    statements,
    checksum: checksumOf(sql),
    inTransaction: !saysNoTransaction(sql),
    tolerates: directives.tolerates,
  };
  return { migration, problems };
}

interface ReadSql {
  readonly comments: readonly CommentLine[];
  readonly statements: readonly SqlStatement[];
  readonly problems: readonly MigrationProblem[];
}

/** Reads the statements and comments of a file, and the problems of its text. */
export function readSql(file: string, sql: string): ReadSql {
  const { tokens, statements, error } = readText(sql);
  const comments = commentLines(tokens);
  const foreign = foreignProblems(file, sql, tokens);
  const problems = [
    ...foreign,
    ...sectionProblems(file, comments),
    ...(error === undefined ? statementProblems(file, statements) : []),
    // Rows of COPY, for example, can look like a string that is never closed.
    ...(error === undefined || foreign.length > 0
      ? []
      : [problem("unreadable_sql", [file], error.message)]),
  ];
  return { comments, statements, problems };
}

interface ReadText {
  /** All tokens, or those before the error. */
  readonly tokens: readonly Token[];
  readonly statements: readonly SqlStatement[];
  readonly error: SqlTextError | undefined;
}

function readText(sql: string): ReadText {
  const tokens: Token[] = [];
  try {
    for (const token of readTokens(sql)) tokens.push(token);
    return { tokens, statements: splitStatements(sql), error: undefined };
  } catch (error) {
    if (!(error instanceof SqlTextError)) throw error;
    return { tokens, statements: [], error };
  }
}

function* statementProblems(
  file: string,
  statements: readonly SqlStatement[],
): Generator<MigrationProblem> {
  if (statements.length === 0) {
    yield problem("empty_file", [file], "must have SQL; write SELECT 1 if there is nothing to do");
  }
  const own = statements.find(({ text }) => transactionWords(text) !== undefined);
  if (own !== undefined) {
    const what = `begins or ends a transaction in line ${own.line}; take that out, since the file could not be rolled back as a whole`;
    yield problem("own_transaction", [file], what);
  }
}

/** Makes a parser read each file object once: a health check of a server plans at every request. */
export function oncePerFile<Parsed>(
  parser: (file: MigrationFile) => Parsed,
): (file: MigrationFile) => Parsed {
  const known = new WeakMap<MigrationFile, { readonly parsed: Parsed }>();
  return (file) => {
    const found = known.get(file) ?? { parsed: parser(file) };
    known.set(file, found);
    return found.parsed;
  };
}
