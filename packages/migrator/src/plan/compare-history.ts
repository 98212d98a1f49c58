import { byNumber, numberOf } from "../files/file-name.ts";
import type { Migration } from "../files/migration.ts";
import type { AppliedMigration } from "../history/read-history.ts";
import type { ChosenFiles } from "./choose-files.ts";
import { type MigrationProblem, problem } from "./problem.ts";

/** The comparison of a row's checksum with its file. `none`: there is no file, or the file is unfinished. */
export type ChecksumState = "accepted" | "changed" | "none" | "same" | "unverified";

/** A row of the history, compared with its file. */
export interface RecordedMigration extends AppliedMigration {
  /** The file's name; undefined for a version of another release or program. */
  readonly file: string | undefined;
  readonly checksumState: ChecksumState;
}

/** The history, compared with the files. */
export interface ComparedHistory {
  readonly recorded: readonly RecordedMigration[];
  readonly accepts: readonly Migration[];
  readonly problems: readonly MigrationProblem[];
}

export function compareHistory(
  { migrations, adoptions }: Pick<ChosenFiles, "adoptions" | "migrations">,
  history: readonly AppliedMigration[],
  allowChanged: boolean,
): ComparedHistory {
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
  // An unfinished file may be changed.
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
        "is applied and unknown to this release; use the release that applied it, or a newer one",
      )
    : problem(
        "missing_file",
        [version],
        "is applied and has no file; restore the file, or tolerate the version if another program applied it",
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
        `failed at ${where} (${error ?? "unknown"}), and the statements before it stay applied; fix it, then run repair`,
      )
    : problem(
        "unfinished",
        [file],
        `has started and not finished: ${where} is running, or its runner died there; if no runner is alive, check whether that statement is done, then run repair`,
      );
}

function lineOf(statement: { readonly line: number } | undefined): string {
  return statement === undefined ? "" : `, line ${statement.line}`;
}

function changed({ file }: Migration): MigrationProblem {
  const what =
    "has changed since it was applied; restore the text and make the change in a new file, or accept it with allowChanged (--allow-changed)";
  return problem("changed_file", [file], what);
}
