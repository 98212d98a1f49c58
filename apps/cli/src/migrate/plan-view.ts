import type { MigrationPlan, MigrationProblem, RecordedMigration } from "@handsfree/migrator";
import { exitCodeOf, exitCodes } from "../exit-codes.ts";
import { plainText } from "../output/plain-text.ts";
import { type Cell, renderTable } from "../output/table.ts";
import { formatDuration } from "./duration.ts";

/** The exit code of each state; 0 when all is well. */
export const exitCodeOfState: Readonly<Record<MigrationPlan["state"], number>> = {
  current: 0,
  pending: exitCodes.migrations,
  broken: exitCodes.migrationsBroken,
  newer: exitCodeOf.schema_unknown,
};

export function planTable({ recorded, pending }: MigrationPlan): string {
  const inHistory = new Set(recorded.map(({ version }) => version));
  return renderTable(
    ["MIGRATION", "STATE", "CHECKSUM", "APPLIED AT", "TOOK"],
    [
      ...recorded.map(toCells),
      ...pending
        .filter(({ version }) => !inHistory.has(version))
        .map(({ version }) => [version, "pending", null, null, null]),
    ],
  );
}

export function planJson({
  state,
  recorded,
  pending,
  problems,
  unverified,
}: MigrationPlan): object {
  return {
    state,
    applied: recorded.map((row) => ({
      version: row.version,
      file: row.file ?? null,
      state: row.state,
      statement: row.statement,
      error: row.error,
      checksum: row.checksum,
      checksum_state: row.checksumState,
      accepted_at: row.acceptedAt,
      applied_at: row.appliedAt,
      duration_ms: row.duration,
      tool_version: row.toolVersion,
    })),
    pending: pending.map(({ version, file }) => ({ version, file })),
    unverified,
    problems: problems.map(({ kind, about, message }) => ({ kind, about, message })),
  };
}

/** One line for each problem. */
export function problemLines(problems: readonly MigrationProblem[]): string {
  return problems.map(({ message }) => `problem: ${plainText(message)}\n`).join("");
}

function toCells(row: RecordedMigration): Cell[] {
  const took = row.duration === null ? null : formatDuration(row.duration);
  const checksum = row.checksumState === "none" ? null : row.checksumState;
  return [row.version, row.state, checksum, row.appliedAt, took];
}
