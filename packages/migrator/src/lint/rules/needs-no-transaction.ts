import type { Engine } from "@handsfree/query";
import type { LintedFile } from "../rule.ts";
import { canonicalText } from "../statement/canonical-text.ts";
import type { Statement } from "../statement/statement.ts";

/**
 * What cannot run in a transaction. On DuckDB a checkpoint can, in one that has written nothing; a file's
 * has, since the history's row goes first.
 */
const patterns: Readonly<Record<Engine, RegExp>> = {
  duckdb: /^(?:FORCE )?CHECKPOINT\b/,
  postgres: new RegExp(
    `^(?:${[
      "CREATE (?:UNIQUE )?INDEX CONCURRENTLY\\b",
      "DROP INDEX CONCURRENTLY\\b",
      "REINDEX (?:\\(.*?\\) )?\\w+ CONCURRENTLY\\b",
      "REINDEX \\(.*?\\bCONCURRENTLY\\b.*?\\)",
      "REINDEX (?:\\(.*?\\) )?(?:SCHEMA|DATABASE|SYSTEM)\\b",
      "ALTER TABLE .* DETACH PARTITION .* CONCURRENTLY\\b",
      "VACUUM\\b",
      "CLUSTER(?: VERBOSE)?$",
      "(?:CREATE|DROP) (?:DATABASE|TABLESPACE)\\b",
      "ALTER SYSTEM\\b",
      "ALTER DATABASE .* SET TABLESPACE\\b",
    ].join("|")})`,
  ),
};

/** The words of a statement that no transaction takes on this engine; undefined for any other. */
export function refusedInTransaction(engine: Engine, statement: Statement): string | undefined {
  return patterns[engine].exec(canonicalText(statement.tokens).text)?.[0];
}

/** Whether either engine needs the file to run outside of one, since a shared file has one first line. */
export function needsNoTransaction(file: LintedFile): boolean {
  const engines: Engine[] = file.shared ? ["duckdb", "postgres"] : [file.engine];
  return file.statements.some(({ statement }) =>
    engines.some((engine) => refusedInTransaction(engine, statement) !== undefined),
  );
}
