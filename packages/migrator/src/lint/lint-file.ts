import type { Engine } from "@handsfree/query";
import { byNumber, parseFileName } from "../files/file-name.ts";
import type { MigrationFile } from "../files/migration.ts";
import { isAdoption } from "../files/parse-adoption.ts";

/** A migration to lint, as `readMigrations` returns it. */
export interface LintFile extends MigrationFile {
  /** The engines that run it. Default: the engine in its name, otherwise both. */
  readonly engines?: readonly Engine[] | undefined;
}

/** A file with its engines. */
export interface OrderedFile extends MigrationFile {
  readonly engines: readonly Engine[];
}

const both: readonly Engine[] = ["duckdb", "postgres"];

/**
 * Sorts the files into the order in which they run, those without a number last, and adds their engines.
 * Adoptions are left out: no migration makes their tables.
 */
export function inOrder(files: readonly LintFile[]): OrderedFile[] {
  return files
    .filter((file) => !isAdoption(file))
    .map(({ file, sql, engines = enginesOf(file) }) => ({ file, sql, engines }))
    .toSorted((a, b) => byNumber(a.file, b.file));
}

function enginesOf(file: string): readonly Engine[] {
  const engine = parseFileName(file)?.engine;
  return engine === undefined ? both : [engine];
}
