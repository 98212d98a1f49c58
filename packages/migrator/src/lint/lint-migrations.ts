import type { Engine } from "@handsfree/query";
import { applySilences } from "./apply-silences.ts";
import { type Catalog, emptyCatalog } from "./catalog/catalog.ts";
import type { Finding } from "./finding.ts";
import { inOrder, type LintFile } from "./lint-file.ts";
import { lintMigration, unreadableSql } from "./lint-migration.ts";
import type { FileSilence } from "./read-lint-config.ts";
import { readSilences } from "./silence.ts";

/** What the lint can be told besides. */
export interface LintOptions {
  /** Silences of files that can no longer be changed. Default none. */
  readonly silences?: readonly FileSilence[];
  /** Which files to look at; the others are only read, to know the schema before. Default all. */
  readonly only?: (file: string) => boolean;
}

/**
 * Looks for the problems of migrations, by their text alone.
 *
 * @param files all from the first on, of every engine and in any order.
 * @returns the findings, in order of file and line.
 */
export function lintMigrations(
  files: readonly LintFile[],
  { silences = [], only = () => true }: LintOptions = {},
): readonly Finding[] {
  const schemas = new Map<Engine, Catalog>();
  const known = new Set(files.map(({ file }) => file));
  const unknown = silences
    .filter(({ file }) => !known.has(file) && only(file))
    .map(({ file, line }) => ({
      file,
      line,
      rule: "silence-of-nothing",
      message: "lint.json: there is no such file; take the silence out",
    }));

  const found = inOrder(files).flatMap(({ file, sql, engines }) => {
    const findings: Finding[] = [];
    for (const engine of engines) {
      const before = schemas.get(engine) ?? emptyCatalog;
      const output = lintMigration({ file, sql, engine, shared: engines.length > 1, before });
      schemas.set(engine, output.after);
      findings.push(...output.findings.filter((finding) => !includes(findings, finding)));
    }
    if (!only(file)) return [];
    // Of what cannot be read, not even the comments can.
    if (findings.some(({ rule }) => rule === unreadableSql)) return findings;
    const configured = silences.filter((silence) => silence.file === file);
    return applySilences(file, findings, [
      ...readSilences(sql),
      ...configured.map((silence) => ({ ...silence, at: "lint.json" as const })),
    ]);
  });
  return [...found, ...unknown];
}

/** On both engines, most rules say the same. */
function includes(findings: readonly Finding[], { line, rule, message }: Finding): boolean {
  return findings.some(
    (other) => other.line === line && other.rule === rule && other.message === message,
  );
}
