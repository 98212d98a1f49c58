import type { Engine } from "@handsfree/query";
import { normalizeText } from "../files/checksum.ts";
import { saysNoTransaction } from "../files/directives.ts";
import { SqlTextError } from "../sql/sql-text-error.ts";
import { splitTokens } from "../sql/split-statements.ts";
import { tokenize } from "../sql/tokenize.ts";
import { applyStatement } from "./catalog/apply-statement.ts";
import { atNextFile, type Catalog, emptyCatalog } from "./catalog/catalog.ts";
import type { Finding } from "./finding.ts";
import type { LintedFile } from "./rule.ts";
import { lintRules } from "./rules.ts";
import { parseStatement } from "./statement/parse-statement.ts";

/** A migration, as one engine runs it. */
export interface LintInput {
  /** The file's name. */
  readonly file: string;
  readonly sql: string;
  readonly engine: Engine;
  /** Whether the other engine runs the same file. Default false. */
  readonly shared?: boolean;
  /** The schema that the files before it leave. Default: nothing is known. */
  readonly before?: Catalog;
}

/** What is wrong with a file, and the schema after it. */
export interface LintOutput {
  /** In order of line; silences are not looked at yet. */
  readonly findings: readonly Finding[];
  readonly after: Catalog;
}

/** Text that is no SQL, which no silence can name. */
export const unreadableSql = "unreadable-sql";

/** Looks for the problems of one file on one engine, by its text alone. */
export function lintMigration({
  file,
  sql,
  engine,
  shared = false,
  before = emptyCatalog,
}: LintInput): LintOutput {
  let catalog = atNextFile(before);
  const statements: { statement: ReturnType<typeof parseStatement>; before: Catalog }[] = [];
  try {
    for (const tokens of splitTokens(tokenize(sql))) {
      const statement = parseStatement(tokens);
      statements.push({ statement, before: catalog });
      catalog = applyStatement(catalog, statement);
    }
  } catch (error) {
    if (!(error instanceof SqlTextError)) throw error;
    const { line, problem: message } = error;
    return { findings: [{ file, line, rule: unreadableSql, message }], after: catalog };
  }

  const withoutTransaction = saysNoTransaction(normalizeText(sql));
  const linted: LintedFile = { engine, shared, withoutTransaction, statements };
  const findings = lintRules.flatMap((rule) =>
    Array.from(rule.check(linted), (problem) => ({ file, rule: rule.id, ...problem })),
  );
  return { findings: findings.toSorted((a, b) => a.line - b.line), after: catalog };
}
