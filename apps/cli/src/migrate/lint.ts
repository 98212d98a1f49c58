import {
  isAdoption,
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
      "try the pending migrations on empty databases in memory, and say what would hurt in production; exits with 5 when there is any finding",
    )
    .option("--all", "every file, without a database, in place of the pending ones")
    .action((_options, command: Command) => lint(command.optsWithGlobals()));
}

async function lint({ all = false, json, ...options }: LintOptions): Promise<void> {
  const files = await migrationFiles(options);
  refuseWhatIsNoMigration(files);
  const migrations = files.filter((file) => !isAdoption(file));
  const names = all ? migrations.map(({ file }) => file) : await listPending(files, options);
  const report = await lintMigrations(files, {
    silences: await readLintConfig(directoryOf(options)),
    // What is silenced in a file that there is not, only a look at all of them can tell.
    only: all ? () => true : (file) => names.includes(file),
  });
  if (report.findings.length > 0) invocation().exitCode = exitCodes.migrations;
  await (json ? printJson({ files: names, ...report }) : print(render(names, report)));
}

/** What the lint tells itself, with a line, and what only a release for both engines must have. */
const noneOfThese = new Set(["empty_file", "missing_variant", "own_transaction", "unreadable_sql"]);

/** By the plan for an empty database, which says the same of either engine but for those. */
function refuseWhatIsNoMigration(files: readonly MigrationFile[]): void {
  const problems = plan(files, [], { engine: "duckdb" }).problems.filter(
    ({ kind }) => !noneOfThese.has(kind),
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

function render(names: readonly string[], { findings, notChecked }: LintReport): string {
  const lines = findings.map(
    ({ file, line, rule, message }) => `${file}:${line} ${rule} ${message}`,
  );
  lines.push(...notChecked.map((what) => `not checked: ${what}`));
  if (findings.length === 0) lines.push(summary(names, notChecked.length === 0));
  return `${lines.join("\n")}\n`;
}

function summary({ length }: readonly string[], all: boolean): string {
  if (length === 0) return "nothing is pending; --all looks at every file";
  const files = length === 1 ? "1 file" : `${length} files`;
  return all ? `${files}, no findings` : `${files}, no findings in what was checked`;
}
