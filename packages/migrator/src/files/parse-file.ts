import { splitStatements, type SqlStatement } from "../sql/split-statements.ts";
import { SqlTextError } from "../sql/sql-text-error.ts";
import { type MigrationProblem, problem } from "../plan/problem.ts";
import { checksumOf, normalizeText } from "./checksum.ts";
import { misplacedNoTransaction, saysNoTransaction, valuesOfDirective } from "./directives.ts";
import { parseFileName } from "./file-name.ts";
import type { Migration, MigrationFile } from "./migration.ts";
import { oncePerFile } from "./once-per-file.ts";

/** A file, and what is wrong with it by itself. */
export interface ParsedFile {
  /** Undefined where the name is bad. */
  readonly migration: Migration | undefined;
  readonly problems: readonly MigrationProblem[];
}

/** Parses the file of a migration. */
export const parseFile: (file: MigrationFile) => ParsedFile = oncePerFile(parse);

function parse({ file, sql: text }: MigrationFile): ParsedFile {
  const sql = normalizeText(text);
  const { statements, problems } = readText(file, sql);
  const name = parseFileName(file);
  if (name === undefined) {
    const right = "is not named like 001_lower_snake.sql or 001_lower_snake.duckdb.sql";
    return { migration: undefined, problems: [problem("bad_name", [file], right), ...problems] };
  }
  const migration = {
    ...name,
    file,
    sql,
    statements,
    checksum: checksumOf(sql),
    inTransaction: !saysNoTransaction(sql),
    tolerates: valuesOfDirective("tolerates", sql),
  };
  return { migration, problems };
}

/** The statements of a file, and what is wrong with its text. */
export function readText(
  file: string,
  sql: string,
): Pick<Migration, "statements"> & Pick<ParsedFile, "problems"> {
  try {
    const statements = splitStatements(sql);
    return { statements, problems: [...textProblems(file, sql, statements)] };
  } catch (error) {
    if (!(error instanceof SqlTextError)) throw error;
    return { statements: [], problems: [problem("unreadable_sql", [file], error.message)] };
  }
}

function* textProblems(
  file: string,
  sql: string,
  statements: readonly SqlStatement[],
): Generator<MigrationProblem> {
  if (statements.length === 0) {
    yield problem("empty_file", [file], "has no SQL; write it, or SELECT 1 where nothing is to do");
  }
  const own = statements.find(({ text }) => transactionWord.test(text));
  if (own !== undefined) {
    const what = `begins or ends a transaction in line ${own.line}; take that out, or the file cannot be undone as a whole`;
    yield problem("own_transaction", [file], what);
  }
  const line = misplacedNoTransaction(sql);
  if (line !== undefined) {
    const what = `has "-- migrate: no-transaction" in line ${line}, where it says nothing; make it the first line`;
    yield problem("misplaced_directive", [file], what);
  }
}

const transactionWord =
  /^(?:begin|start|commit|end|abort|rollback(?!\s+(?:work\s+|transaction\s+)?to\b)|prepare\s+transaction)\b/i;
