import { migrationsDirectory } from "@handsfree/migrations";
import { type MigrationStatus, migrationStatus, readMigrations } from "@handsfree/migrator";
import { engineOf } from "@handsfree/query";
import { openExisting } from "../database.ts";
import { exitCodeOf, exitCodes } from "../exit-codes.ts";
import type { GlobalOptions } from "../options/global.ts";
import { print, printJson } from "../output/print.ts";
import { renderTable } from "../output/table.ts";

export async function migrateStatus(options: GlobalOptions): Promise<void> {
  const status = await readStatus(options);
  if (status.unknown.length > 0) process.exitCode = exitCodeOf.schema_unknown;
  else if (status.pending.length > 0) process.exitCode = exitCodes.migrations;
  await (options.json ? printJson(toJson(status)) : print(toTable(status)));
}

async function readStatus(options: GlobalOptions): Promise<MigrationStatus> {
  await using db = await openExisting(options);
  return await migrationStatus(db, await readMigrations(migrationsDirectory, engineOf(db)));
}

function toTable({ applied, pending, unknown }: MigrationStatus): string {
  return renderTable(
    ["MIGRATION", "STATE", "APPLIED AT"],
    [
      ...applied.map(({ version, appliedAt }) => [
        version,
        unknown.includes(version) ? "unknown" : "applied",
        appliedAt,
      ]),
      ...pending.map(({ version }) => [version, "pending", null]),
    ],
  );
}

function toJson({ applied, pending, unknown }: MigrationStatus): object {
  return {
    applied: applied
      .filter(({ version }) => !unknown.includes(version))
      .map(({ version, appliedAt }) => ({ version, applied_at: appliedAt })),
    pending: pending.map(({ version, file }) => ({ version, file })),
    unknown: applied
      .filter(({ version }) => unknown.includes(version))
      .map(({ version, appliedAt }) => ({ version, applied_at: appliedAt })),
  };
}
