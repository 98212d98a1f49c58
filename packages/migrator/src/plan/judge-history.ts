import { byNumber, numberOf } from "../files/file-name.ts";
import type { Migration } from "../files/migration.ts";
import type { AppliedMigration } from "../history/read-history.ts";
import type { ChosenFiles } from "./choose-files.ts";
import { type MigrationProblem, problem } from "./problem.ts";

/** Whose checksum is what: `none` is of a version that has no file here. */
export type ChecksumState = "accepted" | "changed" | "none" | "same" | "unverified";

/** A row of the history beside its file. */
export interface RecordedMigration extends AppliedMigration {
  /** Undefined for a version of another release or program. */
  readonly file: string | undefined;
  readonly checksumState: ChecksumState;
}

/** The history beside the files. */
export interface JudgedHistory {
  readonly recorded: readonly RecordedMigration[];
  readonly accepts: readonly Migration[];
  readonly problems: readonly MigrationProblem[];
}

/** Compares each row with its file. */
export function judgeHistory(
  { migrations, adoptions }: Pick<ChosenFiles, "adoptions" | "migrations">,
  history: readonly AppliedMigration[],
  allowChanged: boolean,
): JudgedHistory {
  const files = new Map(migrations.map((migration) => [migration.version, migration]));
  const tolerated = new Set([
    ...migrations.flatMap(({ tolerates }) => tolerates),
    ...adoptions.flatMap(({ adopts }) => adopts),
  ]);
  const newest = migrations.at(-1)?.number ?? 0;
  const problems: MigrationProblem[] = [];
  const accepts: Migration[] = [];

  const recorded = history
    .toSorted((a, b) => byNumber(a.version, b.version))
    .map((row): RecordedMigration => {
      const migration = files.get(row.version);
      const checksumState = compareChecksum(row, migration);
      if (migration === undefined) {
        if (!tolerated.has(row.version)) problems.push(withoutFile(row.version, newest));
      } else if (row.state === "failed" || row.state === "running") {
        problems.push(notEnded(row, migration));
      } else if (checksumState === "changed") {
        if (allowChanged) accepts.push(migration);
        else problems.push(changed(migration));
      }
      return { ...row, file: migration?.file, checksumState };
    });
  return { recorded, accepts, problems };
}

function compareChecksum(row: AppliedMigration, migration: Migration | undefined): ChecksumState {
  if (migration === undefined) return "none";
  // What has not ended may be mended.
  if (row.state !== "applied" && row.state !== "baseline") return "none";
  if (row.checksum === migration.checksum) return "same";
  if (row.acceptedChecksum === migration.checksum) return "accepted";
  return row.checksum === null && row.acceptedChecksum === null ? "unverified" : "changed";
}

function withoutFile(version: string, newest: number): MigrationProblem {
  return (numberOf(version) ?? 0) > newest
    ? problem(
        "newer_database",
        [version],
        "is in the database, which this release does not know; use the release that applied it, or a newer one",
      )
    : problem(
        "missing_file",
        [version],
        "is applied and has no file; bring the file back, or if another program made it, tolerate it",
      );
}

function notEnded(
  { state, statement, error }: AppliedMigration,
  { file, statements }: Migration,
): MigrationProblem {
  const where = `statement ${statement ?? 1}${lineOf(statements[(statement ?? 1) - 1])}`;
  return state === "failed"
    ? problem(
        "failed",
        [file],
        `failed at ${where} (${error ?? "unknown"}), and what came before stays; mend it, then repair`,
      )
    : problem(
        "unfinished",
        [file],
        `was begun and has not ended: ${where} runs, or did when its runner died; if none runs, look whether it is done, then repair`,
      );
}

function lineOf(statement: { readonly line: number } | undefined): string {
  return statement === undefined ? "" : `, line ${statement.line}`;
}

function changed({ file }: Migration): MigrationProblem {
  const what =
    "is not what was applied; put the text back and make the change in a new file, or take it as it is with allowChanged (--allow-changed)";
  return problem("changed_file", [file], what);
}
