import {
  lintMigrations,
  type LintReport,
  type MigrationFile,
  MigrationProblemsError,
  migrationStatus,
  plan,
  readLintConfig,
} from "@handsfree/migrator";
import type { Command } from "commander";
import { openExisting } from "../database.ts";
import { exitCodes } from "../exit-codes.ts";
import { invocation } from "../invocation.ts";
import { print, printJson } from "../output/print.ts";
import { directoryOf, migrationFiles, type MigrateOptions } from "./files.ts";

interface LintOptions extends MigrateOptions {
  readonly all?: boolean;
}

export function addLintCommand(migrate: Command): void {
  migrate
    .command("lint")
    .description(
      "run the pending migrations on empty databases in memory, and report what would cause trouble in production; exits with 5 when there is a finding",
    )
    .option("--all", "check every file, not only the pending ones; needs no database")
    .action((_options, command: Command) => lint(command.optsWithGlobals()));
}

async function lint({ all = false, json, ...options }: LintOptions): Promise<void> {
  const files = await migrationFiles(options);
  refuseInvalidFiles(files);
  const pending = all ? undefined : new Set(await listPending(files, options));
  const report = await lintMigrations(files, {
    silences: await readLintConfig(directoryOf(options)),
    only: (file) => pending?.has(file) ?? true,
  });
  if (report.findings.length > 0) invocation().exitCode = exitCodes.migrations;
  await (json ? printJson(report) : print(render(report)));
}

/**
 * Problems that the lint reports itself with a line, and one that only matters for a release on both engines.
 */
const reportedByLint = new Set([
  "empty_file",
  "missing_variant",
  "own_transaction",
  "unreadable_sql",
]);

/** Uses the plan of an empty database. It is the same on either engine, except for the kinds above. */
function refuseInvalidFiles(files: readonly MigrationFile[]): void {
  const problems = plan(files, [], { engine: "duckdb" }).problems.filter(
    ({ kind }) => !reportedByLint.has(kind),
  );
  if (problems.length > 0) throw new MigrationProblemsError(problems);
}

async function listPending(
  files: readonly MigrationFile[],
  options: MigrateOptions,
): Promise<readonly string[]> {
  await using db = await openExisting(options);
  return (await migrationStatus(db, files)).pending.map(({ file }) => file);
}

function render({ files, findings, notChecked }: LintReport): string {
  const lines = findings.map(
    ({ file, line, rule, message }) => `${file}:${line} ${rule} ${message}`,
  );
  lines.push(...notChecked.map((what) => `not checked: ${what}`));
  if (findings.length === 0) lines.push(summary(files, notChecked.length === 0));
  return `${lines.join("\n")}\n`;
}

function summary({ length }: readonly string[], all: boolean): string {
  if (length === 0) return "nothing is pending; --all checks every file";
  const files = length === 1 ? "1 file" : `${length} files`;
  return all ? `${files}, no findings` : `${files}, no findings in the checks that ran`;
}
