/** An event of the database as a whole that its operator should know about. */
export interface DatabaseIncident {
  readonly severity: "info" | "warning" | "error";
  /**
   * - `stopped`: DuckDB ended on a fatal error; callers get retryable errors until `reopened`.
   * - `reopened`: the file is open again.
   * - `unusable`: the file is damaged or gone, so it cannot be opened again. Only ending the process helps.
   * - `file_gone`: the file was deleted, moved or replaced; writes are refused until `file_back`.
   * - `file_back`: the same file is in its place again.
   * - `log_gone`: the log (WAL) was deleted; the message says whether its content was written into the file.
   * - `log_ignored`: a part of the log was not complete when the file was opened.
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
  /** One line that names the file. It contains no values of rows. */
  readonly message: string;
}
