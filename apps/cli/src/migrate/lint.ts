import {
  type Finding,
  isAdoption,
  lintMigrations,
  type MigrationFile,
  MigrationProblemsError,
  migrationStatus,
  plan,
  readLintConfig,
} from "@handsfree/migrator";
import type { Command } from "commander";
import { openExisting } from "../database.ts";
import { exitCodes } from "../exit-codes.ts";
import { print, printJson } from "../output/print.ts";
import { directoryOf, migrationFiles, type MigrateOptions } from "./files.ts";

interface LintOptions extends MigrateOptions {
  readonly all?: boolean;
}

export function addLintCommand(migrate: Command): void {
  migrate
    .command("lint")
    .description(
      "look for what hurts in production in the pending migrations; exits with 5 when there is any",
    )
    .option("--all", "every file, without a database, in place of the pending ones")
    .action((_options, command: Command) => lint(command.optsWithGlobals()));
}

async function lint({ all = false, json, ...options }: LintOptions): Promise<void> {
  const files = await migrationFiles(options);
  refuseWhatIsNoMigration(files);
  const migrations = files.filter((file) => !isAdoption(file));
  const names = all ? migrations.map(({ file }) => file) : await listPending(files, options);
  const findings = lintMigrations(files, {
    silences: await readLintConfig(directoryOf(options)),
    // What is silenced in a file that there is not, only a look at all of them can tell.
    only: all ? () => true : (file) => names.includes(file),
  });
  if (findings.length > 0) process.exitCode = exitCodes.migrations;
  await (json ? printJson({ files: names, findings }) : print(render(names, findings)));
}

/** What the lint tells itself, with a line, and what only a release for both engines must have. */
const noneOfThese = new Set(["missing_variant", "own_transaction", "unreadable_sql"]);

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

function render(names: readonly string[], findings: readonly Finding[]): string {
  if (findings.length > 0) {
    return findings
      .map(({ file, line, rule, message }) => `${file}:${line} ${rule} ${message}\n`)
      .join("");
  }
  if (names.length === 0) return "nothing is pending; --all looks at every file\n";
  return names.length === 1 ? "1 file, no findings\n" : `${names.length} files, no findings\n`;
}
