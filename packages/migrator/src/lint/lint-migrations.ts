import { inOrder, type LintFile } from "./lint-file.ts";
import type { LintOptions, LintReport } from "./lint-report.ts";
import { openLintTools } from "./lint-tools.ts";
import { lintWith } from "./lint-with.ts";

/**
 * Looks for what hurts in production. Each file runs on an empty database of its engines, after those with
 * lower numbers: on a DuckDB in memory, and on PostgreSQL where `@electric-sql/pglite` is installed. What is
 * dangerous is found in the trees of `libpg-query`. Neither reaches a file, a network or your database.
 *
 * @param files all from the first on, of every engine and in any order.
 */
export async function lintMigrations(
  files: readonly LintFile[],
  options: LintOptions = {},
): Promise<LintReport> {
  const { only = () => true } = options;
  const ordered = inOrder(files);
  const looked = ordered.filter(({ file }) => only(file));
  const engines = new Set(looked.flatMap((file) => file.engines));
  await using tools = await openLintTools(ordered, engines);
  return await lintWith(tools, ordered, options);
}
