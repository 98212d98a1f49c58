/** Something about the database as a whole that its operator should know of. */
export interface DatabaseIncident {
  readonly severity: "info" | "warning" | "error";
  /**
   * - `stopped`: DuckDB ended on a fatal error; callers get retryable errors until `reopened`.
   * - `reopened`: it goes on.
   * - `unusable`: it does not, since its file is damaged or gone. Only ending the process helps.
   * - `file_gone`: the file was deleted, moved or replaced; writes are refused until `file_back`.
   * - `file_back`: the same file is in its place again.
   * - `log_gone`: the log (WAL) was deleted; what was in it was written into the file, or could not be.
   * - `log_ignored`: a part of the log was not whole when the file was opened.
   * - `readable_by_others`: the file's mode lets other users of the machine read it.
   */
  readonly kind:
    | "stopped"
    | "reopened"
    | "unusable"
    | "file_gone"
    | "file_back"
    | "log_gone"
    | "log_ignored"
    | "readable_by_others";
  /** One line that names the file. It holds no values of rows. */
  readonly message: string;
}
