import { HandsFreeError } from "@handsfree/query";

/** The folder of migrations cannot be used; the message names each file and what is wrong with it. */
export class MigrationFilesError extends HandsFreeError {
  constructor(problems: readonly string[]) {
    super("migration_files_invalid", problems.join("; "));
  }
}

/** A file's SQL failed. Its transaction is rolled back, so the next run starts with this file again. */
export class MigrationFailedError extends HandsFreeError {
  /** The file's name. */
  readonly file: string;

  constructor(file: string, cause: unknown) {
    super("migration_failed", `${file} failed and left nothing behind: ${describe(cause)}`, {
      cause,
    });
    this.file = file;
  }
}

/** The history names versions that no file has: a newer release, or another program, made them. */
export class UnknownVersionsError extends HandsFreeError {
  constructor(versions: readonly string[]) {
    super(
      "schema_unknown",
      `the database has migrations that this release does not know (${versions.join(", ")}); use the release that applied them, or a newer one`,
    );
  }
}

/**
 * What the database said, where that is about the SQL and not about rows: a migration's author needs
 * the text, and a constraint's error would quote a row.
 */
function describe(cause: unknown): string {
  if (!(cause instanceof HandsFreeError)) return String(cause);
  const driverText =
    cause.cause instanceof Error ? cause.cause.message.split("\n", 1)[0] : undefined;
  return cause.code === "invalid_query" && driverText !== undefined ? driverText : cause.message;
}
