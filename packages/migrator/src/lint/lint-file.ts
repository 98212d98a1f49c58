import type { Engine } from "@handsfree/query";
import { byNumber, parseFileName } from "../files/file-name.ts";
import type { MigrationFile } from "../files/migration.ts";
import { isAdoption } from "../files/parse-adoption.ts";

/** A migration, as `readMigrations` gives it. */
export interface LintFile extends MigrationFile {
  /** Which run it. Default: the one in its name, else both. */
  readonly engines?: readonly Engine[] | undefined;
}

/** The same, with the engines that run it. */
export interface OrderedFile extends MigrationFile {
  readonly engines: readonly Engine[];
}

const both: readonly Engine[] = ["duckdb", "postgres"];

/**
 * In the order in which they run, each with its engines. What has no number comes last. An adoption is of tables
 * that no migration has made, so nothing can be said of it.
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
