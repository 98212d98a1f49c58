import { migrationsDirectory } from "@handsfree/migrations";
import {
  type Finding,
  lintMigrations,
  migrationStatus,
  readLintConfig,
  readLintFiles,
  readMigrations,
} from "@handsfree/migrator";
import { engineOf } from "@handsfree/query";
import { openExisting } from "../database.ts";
import { exitCodes } from "../exit-codes.ts";
import type { GlobalOptions } from "../options/global.ts";
import { print, printJson } from "../output/print.ts";

interface LintOptions extends GlobalOptions {
  readonly all?: boolean;
}

export async function lintFiles({ all = false, json, ...options }: LintOptions): Promise<void> {
  const files = await readLintFiles(migrationsDirectory);
  const names = all ? files.map(({ file }) => file) : await listPending(options);
  const findings = lintMigrations(files, {
    silences: await readLintConfig(migrationsDirectory),
    // What is silenced in a file that there is not, only a look at all of them can tell.
    only: all ? () => true : (file) => names.includes(file),
  });
  if (findings.length > 0) process.exitCode = exitCodes.migrations;
  await (json ? printJson({ files: names, findings }) : print(render(names, findings)));
}

async function listPending(options: GlobalOptions): Promise<readonly string[]> {
  await using db = await openExisting(options);
  const migrations = await readMigrations(migrationsDirectory, engineOf(db));
  return (await migrationStatus(db, migrations)).pending.map(({ file }) => file);
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
